/** Numbers of the catalogue that nobody has written yet. Empty when the corpus is complete; a run says so until then. */
export const TODO: readonly number[] = [];
