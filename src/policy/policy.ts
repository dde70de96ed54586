import { POLICY_SCHEMA, type PolicyFile } from './policy-schema.ts';

/**
 * The team's policy with every default filled in. `path` is where it was read from (a repository path), `lines` its
 * text; `isDefault` says that there was no file and safe defaults hold. `lineOf` gives the 1-based line of an entry,
 * for example `lineOf(['accepted', 0])`, and 0 where there is no file.
 */
export type Policy = Readonly<PolicyFile> & {
  readonly path: string;
  readonly lines: readonly string[];
  readonly isDefault: boolean;
  readonly lineOf: (way: readonly (string | number)[]) => number;
};

export const DEFAULT_POLICY_PATH = '.github/review-gate.jsonc';

export const DEFAULT_POLICY: Policy = {
  ...POLICY_SCHEMA.parse({}),
  path: DEFAULT_POLICY_PATH,
  lines: [],
  isDefault: true,
  lineOf: () => 0,
};
