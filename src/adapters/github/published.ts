/** What one surface took: how many things are there now, and how many places found no room. */
export type Published = { readonly count: number; readonly leftOut: number };
