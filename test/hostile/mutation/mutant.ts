export const AREAS = ['sandbox', 'broker', 'view', 'encoder', 'surface'] as const;
export type MutantArea = (typeof AREAS)[number];

/** One defence taken away in the sources: `from` stands in the file exactly once, and `to` takes its place. */
export type Edit = { readonly file: string; readonly from: string; readonly to: string };

/** The project without one of its defences. One of the cases, or all of them one after the other, must notice. */
export type Mutant = {
  readonly name: string;
  readonly area: MutantArea;
  readonly edits: readonly Edit[];
  /** Numbers of the catalogue, likeliest first. */
  readonly cases: readonly number[];
  /** Why no case can notice: what else stands in the way. A mutant that is noticed all the same is reported. */
  readonly survives?: string;
};
