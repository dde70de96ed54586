/** Numbers of the catalogue that nobody has written yet. Empty when the corpus is complete; a run says so until then. */
export const TODO: readonly number[] = [...range(1, 125)];

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
