/**
 * What differs between versions of OpenCode and changes what an agent may do. Measured on the versions that the rows
 * of FACTS name; a version between two measured ones has what the older one has.
 */
export type Semantics = {
  readonly version: string;
  /** 2: rules are written as `{ action, resource, effect }`, and layers are put one after the other, not merged. */
  readonly dialect: 1 | 2;
  readonly evaluation: 'last-match' | 'longest-pattern';
  /** What reading a `.env` file means when nobody wrote a rule. */
  readonly envRead: 'ask' | 'deny';
  /** Whether `ls *` also matches `ls`. */
  readonly optionalTail: boolean;
  /** Whether `agents/`, `modes/` and the like are read beside `agent/` and `mode/`. */
  readonly pluralFolders: boolean;
  /** `few`: permission keys that are not in FEW_KEYS are dropped in silence. */
  readonly keys: 'few' | 'any';
  /** What a configuration with `permissions` (the shape of version 2) comes to. */
  readonly newPermissions: 'refused' | 'ignored' | 'rules';
  /** What `agents` (the shape of version 2) comes to in a configuration of version 1. */
  readonly newAgents: 'lowered' | 'ignored' | 'refused' | 'agents';
  /** Which of two configurations in one folder wins. */
  readonly winner: 'opencode.json' | 'opencode.jsonc';
  /** Whether a subagent inherits what its caller is denied. */
  readonly inheritsDenials: boolean;
  /** Whether `subagent_depth` limits how deep agents start each other. */
  readonly limitsDepth: boolean;
  /** What a key of a configuration that OpenCode does not know comes to. */
  readonly unknownKeys: 'refused' | 'dropped';
};

export const FEW_KEYS: ReadonlySet<string> = new Set([
  'edit',
  'bash',
  'webfetch',
  'doom_loop',
  'external_directory',
]);

/** The version that is pinned, whose semantics are proven against the binary. */
export const PINNED_VERSION = '1.18.33';

const OLDEST: Omit<Semantics, 'version'> = {
  dialect: 1,
  evaluation: 'longest-pattern',
  envRead: 'deny',
  optionalTail: false,
  pluralFolders: false,
  keys: 'few',
  newPermissions: 'refused',
  newAgents: 'refused',
  winner: 'opencode.json',
  inheritsDenials: false,
  limitsDepth: false,
  unknownKeys: 'refused',
};

/** Oldest first; each row says what is new. */
const FACTS: readonly (readonly [since: string, news: Partial<Omit<Semantics, 'version'>>])[] = [
  ['1.1.11', { evaluation: 'last-match', pluralFolders: true, keys: 'any' }],
  ['1.1.65', { optionalTail: true, envRead: 'ask' }],
  ['1.14.34', { winner: 'opencode.jsonc' }],
  ['1.14.46', { inheritsDenials: true }],
  ['1.18.0', { inheritsDenials: false }],
  ['1.18.3', { limitsDepth: true }],
  ['1.18.23', { newPermissions: 'ignored', newAgents: 'ignored', unknownKeys: 'dropped' }],
  ['1.18.28', { newPermissions: 'refused', newAgents: 'lowered' }],
  ['2.0.0', { dialect: 2, newPermissions: 'rules', newAgents: 'agents' }],
];

/** The semantics of an exact version such as `1.18.33`; the pinned one's when it is not given. */
export function semanticsOf(version: string = PINNED_VERSION): Semantics {
  return FACTS.filter(([since]) => compareVersions(since, version) <= 0).reduce<Semantics>(
    (so, [, news]) => ({ ...so, ...news }),
    { ...OLDEST, version },
  );
}

function compareVersions(a: string, b: string): number {
  const [one, two] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (one[at] ?? 0) - (two[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const PINNED: Semantics = semanticsOf();
