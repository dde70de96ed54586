import { type Mutant, mutantsOf } from '../mutant.ts';

const view = mutantsOf('view', '');

const FOLDER = 'src/adapters/view/plain-folder.ts';
const GIT = 'src/adapters/git/git-process.ts';
const SETTINGS = 'src/adapters/git/git-settings.ts';
const NAMES = 'src/change/view-name.ts';
/** A name that some program obeys keeps it in the view. */
const obeyed = (name: string, part: string, cases: readonly number[], survives?: string): Mutant =>
  view(`${name} keeps its name`, [NAMES, part, part.endsWith('|') ? '/^(?:' : ''], cases, survives);

/** Each rule of what the agent sees, and of how the gate reads the change. */
export const VIEW_MUTANTS: readonly Mutant[] = [
  view(
    'links are links',
    [
      'src/adapters/view/render-entry.ts',
      "if (mode === '120000') return Buffer.from(`symlink to ${showPath(decodePath(bytes.subarray(0, 4096)))}\\n`);",
      '',
    ],
    [28],
    'Without the sentence a link is a plain file that holds the name of its target: still no link.',
  ),
  {
    name: 'links are made',
    area: 'view',
    edits: [
      { file: FOLDER, from: 'openSync, writeFileSync }', to: 'openSync, symlinkSync, writeFileSync }' },
      {
        file: FOLDER,
        from: 'const file = openSync(join(directory, name), NEW_FILE, 0o444);',
        to: 'const [, target] = /^symlink to (.*)\\n$/u.exec(Buffer.from(bytes).toString()) ?? [];\n      if (target !== undefined) return symlinkSync(target, join(directory, name));\n      const file = openSync(join(directory, name), NEW_FILE, 0o444);',
      },
    ],
    cases: [28],
  },
  view(
    'everything keeps its name',
    [NAMES, 'return isObeyed(component) ? `${name}.pr-file` : name;', 'return name;'],
    [32, 47, 23, 46],
  ),
  obeyed('opencode.json', '/^(?:opencode\\.json|', [40, 42, 43]),
  obeyed('.ignore', '|\\.(?:rg|fd|ag)?ignore$', [32]),
  obeyed(
    '.git',
    '|\\.git(?!hub$|lab$|lab-ci\\.yml$|ea$)',
    [23],
    'Its forms are looked for by a test of their own.',
  ),
  {
    name: 'an embedded repository keeps its name by both tests',
    area: 'view',
    edits: [
      { file: NAMES, from: 'return isGitDirectory(component) || OBEYED', to: 'return OBEYED' },
      { file: NAMES, from: '|\\.git(?!hub$|lab$|lab-ci\\.yml$|ea$)', to: '' },
    ],
    cases: [23],
    survives: 'No git is in the sandbox, and the one of the gate never runs in a tree.',
  },
  view(
    'an embedded repository keeps its name',
    [NAMES, 'return isGitDirectory(component) || OBEYED', 'return OBEYED'],
    [23, 30],
    'The list of obeyed names has it too.',
  ),
  view(
    'names that fold to one',
    [NAMES, 'while (taken.has(foldName(name))) {', 'while (taken.has(name)) {'],
    [30],
  ),
  view(
    'folders of any depth',
    [NAMES, 'const MAX_DEPTH = 40;', 'const MAX_DEPTH = 4000;'],
    [30],
    'A path has a limit of bytes as well, and no tool of the agent minds a deep one.',
  ),
  {
    name: 'replaced objects count',
    area: 'view',
    edits: [
      { file: SETTINGS, from: "  'core.useReplaceRefs=false',\n", to: '' },
      { file: SETTINGS, from: "    GIT_NO_REPLACE_OBJECTS: '1',\n", to: '' },
    ],
    cases: [34],
    survives:
      'Git reads from a store of our own, which has the objects of the clone and none of its replace refs.',
  },
  view(
    'the environment of the job reaches git',
    [GIT, 'extendEnv: false,', 'extendEnv: true,'],
    [25],
    'What git obeys of it is set to something else, or switched off by an option.',
  ),
  view(
    "git obeys the user's settings",
    [
      SETTINGS,
      "GIT_CONFIG_GLOBAL: '/dev/null',",
      'GIT_CONFIG_GLOBAL: process.env["GIT_CONFIG_GLOBAL"] ?? "",',
    ],
    [25],
    'Drivers are switched off by name as well: --no-ext-diff and --no-textconv.',
  ),
  {
    name: "git obeys the user's settings, drivers included",
    area: 'view',
    edits: [
      {
        file: SETTINGS,
        from: "GIT_CONFIG_GLOBAL: '/dev/null',",
        to: 'GIT_CONFIG_GLOBAL: process.env["GIT_CONFIG_GLOBAL"] ?? "",',
      },
      { file: SETTINGS, from: "  'core.attributesFile=/dev/null',\n", to: '' },
      {
        file: 'src/adapters/git/read-change.ts',
        from: "    '--no-ext-diff',\n    '--no-textconv',\n",
        to: "    '--ext-diff',\n    '--textconv',\n",
      },
    ],
    cases: [25],
    survives:
      'Attributes are read neither from the change nor from the machine: git works in a bare store without a tree.',
  },
  view(
    'unseen characters reach the model',
    [
      'src/review/visible.ts',
      "return text.replace(UNSEEN, (character) => (character === '\\t' ? character : codeOf(character)));",
      'return text;',
    ],
    [38],
  ),
  view(
    'hidden files reach the model',
    ['src/adapters/view/choose-files.ts', 'hides(entry.path) ? HIDDEN : ', ''],
    [101],
  ),
  view(
    'credentials of the change reach the model',
    [
      'src/gate/write-concealed.ts',
      'const lines = await concealChange(change, placeholders);',
      'const lines = change;',
    ],
    [101],
  ),
  view(
    'credentials of the view reach the model',
    [
      'src/gate/write-concealed.ts',
      'repository.writeView(range.head, change, placeholders, ',
      'repository.writeView(range.head, change, undefined, ',
    ],
    [101],
  ),
  view(
    'a file of any size',
    [
      'src/adapters/view/write-view.ts',
      'const MAX_FILE_BYTES = 1024 * 1024;',
      'const MAX_FILE_BYTES = 1024 ** 3;',
    ],
    [33],
    'The view as a whole has a bound too, and what changed stands in the brief.',
  ),
];
