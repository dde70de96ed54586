/** The first of many, and how many there were more. */
export type Bounded<T> = { readonly list: readonly T[]; readonly leftOut: number };

export function bounded<T>(most: number) {
  const list: T[] = [];
  let leftOut = 0;
  return {
    /** False when there is no room for it. */
    add(one: T): boolean {
      const fits = list.length < most;
      if (fits) list.push(one);
      else leftOut += 1;
      return fits;
    },
    told: (): Bounded<T> => ({ list, leftOut }),
  };
}

/** How often each name came; of names beyond the first ones only how often all of them together. */
export type Counted = {
  readonly names: Readonly<Record<string, number>>;
  readonly others: number;
  readonly total: number;
};

export function counter(most: number) {
  const names = new Map<string, number>();
  let [others, total] = [0, 0];
  const told = (): Counted => ({ names: Object.fromEntries(names), others, total });
  return {
    add(name: string): void {
      total += 1;
      const before = names.get(name);
      if (before === undefined && names.size >= most) others += 1;
      else names.set(name, (before ?? 0) + 1);
    },
    told,
    toJSON: told,
  };
}
