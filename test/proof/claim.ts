/** Something the program promises, and a way to try to break it. */
export interface Claim {
  /** What `--only` and `--replay` call it. */
  readonly name: string;
  /** One sentence: what is claimed. */
  readonly title: string;
  /** Tries as many cases as the form asks for, all drawn from the seed. */
  run(options: ClaimOptions): Promise<Outcome>;
  /** One case again; resolves to what is wrong with it, if anything. */
  replay?(seed: string): Promise<string | undefined>;
}

export interface ClaimOptions {
  readonly seed: number;
  /** The form for every change: few cases of each kind. */
  readonly short: boolean;
  progress(done: number, of: number): void;
}

export interface Outcome {
  readonly tried: number;
  readonly failures: readonly Failure[];
}

export interface Failure {
  /** Repeats the case: `--replay <claim>:<seed>`. */
  readonly seed: string;
  readonly what: string;
}
