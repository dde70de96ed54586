/** What a computation came to, to be asked for later; `get` throws what it threw. */
export type Attempt<T> = { readonly value: T | null; get(): T };

/** Computes now and fails later, when somebody is there who can tell people. */
export function attempt<T>(compute: () => T): Attempt<T> {
  try {
    const value = compute();
    return { value, get: () => value };
  } catch (error) {
    return {
      value: null,
      get: () => {
        throw error;
      },
    };
  }
}
