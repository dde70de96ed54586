import { ODD_FRONT_MATTER } from './odd-front-matter.ts';
import { type Random, randomFor } from './random.ts';
import type { SetUp } from './set-up.ts';

/** One set-up by chance: layers, agents, key orders, wildcards, old keys, odd front matter, keys of version 2. */
export function generateSetUp(seed: number, index: number): SetUp {
  const random = randomFor(seed, index);
  const files = new Map<string, string>();
  const start = random.pick(['', '', '', 'sub', 'sub', 'sub/deep']);
  const isGit = random.chance(75);
  const place = { index, isGit };
  for (const folder of foldersTo(start)) addFolder(files, folder, random, place);
  if (random.chance(10)) addFolder(files, 'beside', random, place);
  if (files.size === 0) files.set('opencode.json', config(random, isGit));
  return { id: String(index), files, start, isGit };
}

function foldersTo(start: string): readonly string[] {
  const segments = start === '' ? [] : start.split('/');
  return ['', ...segments.map((_, at) => segments.slice(0, at + 1).join('/'))];
}

const AGENT_NAMES = [
  'a',
  'b',
  'review',
  'build',
  'plan',
  'general',
  'explore',
  '7',
  'x.y',
  'My Agent',
  'title',
];
const FILE_NAMES = [
  'a',
  'b',
  'review',
  'build',
  'nested/c',
  'nested/deep/d',
  '.hidden',
  '12',
  'über',
  'explore',
];

/** Outside a git repository OpenCode finds no references. */
type Place = { readonly index: number; readonly isGit: boolean };

function addFolder(files: Map<string, string>, folder: string, random: Random, place: Place): void {
  const { index, isGit } = place;
  const before = files.size;
  const at = (path: string): string => (folder === '' ? path : `${folder}/${path}`);
  if (random.chance(50)) files.set(at('opencode.json'), config(random, isGit));
  if (random.chance(25)) files.set(at('opencode.jsonc'), config(random, isGit));
  if (random.chance(20)) files.set(at('.opencode/opencode.json'), config(random, isGit));
  if (random.chance(15)) files.set(at('.opencode/opencode.jsonc'), config(random, isGit));
  const own = (text: string) => `${text}\nbody ${index} ${folder}\n`;
  if (random.chance(60)) {
    for (const [name, text] of markdown(random, FILE_NAMES, 3, own)) {
      files.set(at(`.opencode/${random.pick(['agent', 'agents'])}/${name}.md`), text);
    }
  }
  if (random.chance(20)) {
    for (const [name, text] of markdown(random, FLAT_NAMES, 2, own)) {
      files.set(at(`.opencode/${random.pick(['mode', 'modes'])}/${name}.md`), text);
    }
  }
  if (files.size > before && random.chance(15)) {
    const folderOfSkill = random.pick([
      '.opencode/skill/s',
      '.opencode/skills/n/s',
      '.claude/skills/s',
      '.agents/skills/t',
    ]);
    files.set(at(`${folderOfSkill}/SKILL.md`), own('---\nname: s\ndescription: what it does\n---'));
  }
}

const FLAT_NAMES = FILE_NAMES.filter((name) => !name.includes('/'));

/** Of two files that make one agent, the file system decides which one counts: there is nothing to compare. */
function markdown(
  random: Random,
  names: readonly string[],
  most: number,
  own: (text: string) => string,
): readonly (readonly [name: string, text: string])[] {
  const taken = new Set<string>();
  return random.some(names, most).flatMap((file) => {
    const text = own(frontMatter(random));
    const name = /^name: *"?(\w*)/m.exec(text)?.[1] ?? file;
    if (taken.has(name) || taken.has(file)) return [];
    taken.add(name).add(file);
    return [[file, text] as const];
  });
}

const ACTIONS = ['allow', 'ask', 'deny'];
const KEYS = [
  '*',
  'read',
  'edit',
  'bash',
  'glob',
  'grep',
  'list',
  'task',
  'skill',
  'lsp',
  'external_directory',
];
const PLAIN_KEYS = ['webfetch', 'websearch', 'todowrite', 'question', 'doom_loop'];
const ODD_KEYS = [
  'write',
  'patch',
  'my_*',
  '?ash',
  'b*',
  '1',
  '10',
  '2',
  'Bash',
  'constructor',
  'toString',
  '**',
  'a b',
];
const PATTERNS = [
  '*',
  '**',
  'git *',
  'git',
  'rm *',
  '*.env',
  'src/**',
  '~/x/*',
  '~',
  '$HOME/y',
  '$HOMEless',
  '~user/x',
  '3',
  '1',
  'a?c',
  'é*',
  'ls',
  '/etc/*',
  'npm run *',
  '"q"',
  'a\\b',
  '',
  ' ',
  'general',
  '[ab]',
  '{a,b}',
];

function config(random: Random, isGit: boolean): string {
  if (random.chance(1)) return random.pick(['', '{}', '[]', ' ', '{"permission":', '// x\n{}', '{"a":1,}']);
  const keys: string[] = [];
  const add = (percent: number, key: string, value: () => string) => {
    if (random.chance(percent)) keys.push(`${JSON.stringify(key)}: ${value()}`);
  };
  add(60, 'permission', () => permission(random));
  add(15, 'tools', () => tools(random));
  add(50, 'agent', () => agents(random, agent));
  add(10, 'mode', () => agents(random, agent));
  add(12, 'agents', () => agents(random, agentOfVersion2));
  add(2, 'permissions', () => '[{"action":"bash","resource":"*","effect":"deny"}]');
  add(4, 'subagent_depth', () => String(random.below(3)));
  add(4, 'unknown', () => '{"a": [1, null]}');
  if (isGit) add(6, random.pick(['references', 'reference']), () => references(random));
  add(4, 'skills', () => random.pick(['{"paths":["extra"]}', '["extra"]', '{}']));
  add(3, 'plugins', () => '[]');
  add(3, 'providers', () => '{}');
  add(2, 'username', () => '"{env:NOT_SET}"');
  const order = random.some(keys, keys.length);
  const all = [...order, ...keys.filter((key) => !order.includes(key))];
  return decorate(`{\n${all.map((key) => `  ${key}`).join(',\n')}\n}\n`, random);
}

/** Comments, a trailing comma, a byte order mark, carriage returns. */
function decorate(text: string, random: Random): string {
  let decorated = text;
  if (random.chance(15)) decorated = decorated.replace('{', '{ // "permission": "deny"\n /* { */');
  if (random.chance(10)) decorated = decorated.replace(/\n\}\n$/, ',\n}\n').replace(/^\{\n,/, '{');
  if (random.chance(4)) decorated = `\uFEFF${decorated}`;
  return random.chance(5) ? decorated.replaceAll('\n', '\r\n') : decorated;
}

function permission(random: Random): string {
  if (random.chance(20)) return JSON.stringify(random.pick(ACTIONS));
  return object(keysOf(random), (key) => permissionValue(key, random));
}

function keysOf(random: Random): readonly string[] {
  return [
    ...random.some(KEYS, 4),
    ...random.some(PLAIN_KEYS, 1),
    ...(random.chance(25) ? random.some(ODD_KEYS, 2) : []),
  ];
}

function permissionValue(key: string, random: Random): string {
  const onlyAction = PLAIN_KEYS.includes(key) && !random.chance(1);
  if (onlyAction || random.chance(50)) return JSON.stringify(random.chance(1) ? 'no' : random.pick(ACTIONS));
  return object(random.some(PATTERNS, 4), () => JSON.stringify(random.pick(ACTIONS)));
}

function tools(random: Random): string {
  const names = [
    ...random.some(KEYS, 2),
    ...random.some(['write', 'patch', 'my_tool', 'webfetch', '4', 'my_*'], 3),
  ];
  return object(names, () => (random.chance(1) ? '"yes"' : String(random.chance(50))));
}

function agents(random: Random, value: (random: Random) => string): string {
  return object(random.some(AGENT_NAMES, 3), () => value(random));
}

function agent(random: Random): string {
  const keys: string[] = [];
  const add = (percent: number, key: string, make: () => string) => {
    if (random.chance(percent)) keys.push(`${JSON.stringify(key)}: ${make()}`);
  };
  add(70, 'permission', () => permission(random));
  add(20, 'tools', () => tools(random));
  add(40, 'mode', () =>
    JSON.stringify(random.chance(1) ? 'main' : random.pick(['primary', 'subagent', 'all'])),
  );
  add(20, 'description', () => '"what it does: much"');
  add(8, 'disable', () => String(random.chance(70)));
  add(8, 'hidden', () => String(random.chance(70)));
  add(8, 'maxSteps', () => '3');
  add(6, 'steps', () => (random.chance(5) ? '0' : '5'));
  add(8, 'options', () => '{"x": 1}');
  add(8, 'colour', () => '"red"');
  add(1, 'permissions', () => '[]');
  return `{${keys.join(', ')}}`;
}

function agentOfVersion2(random: Random): string {
  const keys: string[] = [];
  const add = (percent: number, key: string, make: () => string) => {
    if (random.chance(percent)) keys.push(`${JSON.stringify(key)}: ${make()}`);
  };
  add(50, 'permission', () => permission(random));
  add(40, 'mode', () =>
    JSON.stringify(random.chance(5) ? 'main' : random.pick(['primary', 'subagent', 'all'])),
  );
  add(30, 'description', () => '"d"');
  add(30, 'system', () => '"s"');
  add(15, 'disabled', () => String(random.chance(50)));
  add(10, 'disable', () => 'true');
  add(10, 'hidden', () => 'true');
  add(10, 'tools', () => tools(random));
  add(5, 'steps', () => (random.chance(20) ? '0' : '5'));
  add(2, 'permissions', () => '[]');
  return `{${keys.join(', ')}}`;
}

function references(random: Random): string {
  return object(random.some(['docs', 'kit', 'a/b', 'o', 'with space'], 3), () =>
    random.pick([
      '"./docs"',
      '"../other"',
      '"/opt/x"',
      '"~/notes"',
      '{"path":"docs"}',
      '{"path":"/opt/y","description":"d"}',
      '{"path":"src/../x"}',
    ]),
  );
}

function object(keys: readonly string[], value: (key: string) => string): string {
  return `{${keys.map((key) => `${JSON.stringify(key)}: ${value(key)}`).join(', ')}}`;
}

function frontMatter(random: Random): string {
  if (random.chance(20)) return random.pick(ODD_FRONT_MATTER);
  const lines: string[] = [];
  if (random.chance(60)) lines.push(random.pick(DESCRIPTIONS));
  if (random.chance(60)) lines.push(`mode: ${random.pick(['primary', 'subagent', 'all', '"all"'])}`);
  if (random.chance(70)) lines.push(...yamlPermission(random));
  if (random.chance(20)) lines.push('tools:', ...yamlTools(random));
  if (random.chance(6)) lines.push(`name: ${random.pick(['renamed', 'build', '"5"', 'a'])}`);
  if (random.chance(5)) lines.push('permissions:', '  bash: deny');
  if (random.chance(5)) lines.push('hidden: true');
  if (random.chance(4)) lines.push('disable: true');
  if (random.chance(5)) lines.push('# a comment', 'temperature: 0.1');
  const text = `---\n${lines.join('\n')}\n---`;
  return random.chance(6) ? text.replaceAll('\n', '\r\n') : text;
}

function yamlPermission(random: Random): readonly string[] {
  if (random.chance(15)) return [`permission: ${random.pick(ACTIONS)}`];
  if (random.chance(10)) return [`permission: ${permission(random)}`];
  const lines = keysOf(random).flatMap((key) => yamlRule(key, random));
  return lines.length === 0 ? [] : ['permission:', ...lines];
}

function yamlRule(key: string, random: Random): readonly string[] {
  const quoted = yamlKey(key, random);
  if (PLAIN_KEYS.includes(key) || random.chance(50)) return [`  ${quoted}: ${yamlAction(random)}`];
  const patterns = random.some(PATTERNS, 3);
  if (patterns.length === 0) return [`  ${quoted}: {}`];
  return [
    `  ${quoted}:`,
    ...patterns.map((pattern) => `    ${yamlKey(pattern, random)}: ${yamlAction(random)}`),
  ];
}

function yamlKey(key: string, random: Random): string {
  const isPlain =
    /^[\w.?/$~-][\w .?/$~*-]*[\w.?/$~*-]$|^[\w?]$/.test(key) && !/^(?:true|false|null|~|-|\?)$/i.test(key);
  if (isPlain && !random.chance(30)) return key;
  if (random.chance(3)) return key;
  return random.chance(50) ? JSON.stringify(key) : `'${key.replaceAll("'", "''")}'`;
}

function yamlAction(random: Random): string {
  const action = random.pick(ACTIONS);
  return random.pick([action, action, action, action, `"${action}"`, `'${action}'`, `${action} # why`]);
}

function yamlTools(random: Random): readonly string[] {
  const names = ['write', 'edit', 'bash', 'patch', 'read', '"*"', 'webfetch', '9', '"my_*"'];
  return [
    '  grep: true',
    ...random.some(names, 4).map((name) => `  ${name}: ${random.pick(['true', 'false', 'True', 'FALSE'])}`),
  ];
}

const DESCRIPTIONS = [
  'description: plain words',
  'description: a: b',
  'description: "a: b"',
  "description: 'it''s: fine'",
  'description: >\n  folded: text\n  more',
  'description: |\n  literal\n\n  text: here',
  'description: runs https://example.org/x',
  'description: ends with a colon:',
  'description: words # a comment',
  'description:\n  on the next line',
  'description: [a, b]',
  'description: Use this. Examples: <example>user: "hi"</example>',
  'description: plain words\n  that go on',
  'description: tab\tinside',
  'description: - dash',
];
