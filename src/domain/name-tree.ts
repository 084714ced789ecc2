/** Values by several names, which are looked up one after another: a key made of all of them would be a new string for each look. */
export class NameTree<T> {
  readonly #root: Branch<T> = new Map();

  get(names: readonly string[]): T | undefined {
    let at: Branch<T> | T | undefined = this.#root;
    for (const name of names) at = (at as Branch<T> | undefined)?.get(name);
    return at as T | undefined;
  }

  set(names: readonly string[], value: T): void {
    let at = this.#root;
    for (const name of names.slice(0, -1)) {
      const next = (at.get(name) as Branch<T> | undefined) ?? new Map();
      at.set(name, next);
      at = next;
    }
    at.set(names.at(-1)!, value);
  }

  clear(): void {
    this.#root.clear();
  }
}

type Branch<T> = Map<string, Branch<T> | T>;
