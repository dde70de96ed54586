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

/** One edit of a defence: the file below `folder`, what stands there, what takes its place. */
export type Change = readonly [file: string, from: string, to: string];

/** Makes the mutants of an area, whose files lie below `folder` (with its slash at the end). */
export const mutantsOf =
  (area: MutantArea, folder: string) =>
  (
    name: string,
    changes: Change | readonly Change[],
    cases: readonly number[],
    survives?: string,
  ): Mutant => {
    const edits = listOf(changes).map(([file, from, to]) => ({ file: `${folder}${file}`, from, to }));
    return { name, area, edits, cases, ...(survives === undefined ? {} : { survives }) };
  };

function listOf(changes: Change | readonly Change[]): readonly Change[] {
  return isOne(changes) ? [changes] : changes;
}

const isOne = (changes: Change | readonly Change[]): changes is Change => typeof changes[0] === 'string';
