/** One group of rows in an answer. */
export interface Series {
  /** The measurement. */
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (string | number | null)[])[];
}

/** The series that an InfluxQL statement draws; fails with the server's words. */
export async function influxQuery(url: string, database: string, q: string): Promise<Series[]> {
  const body = new URLSearchParams({db: database, epoch: 's', q});
  const answer = await fetch(`${url}/query`, {method: 'POST', body});
  const {results = [{}], error} = (await answer.json()) as {
    results?: {series?: Series[]; error?: string}[];
    error?: string;
  };
  const problem = error ?? results[0]!.error;
  if (problem) throw new Error(`${problem}: ${q}`);
  return results[0]!.series ?? [];
}
