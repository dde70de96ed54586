import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { GateError } from '../../src/errors.ts';
import { buildMatrix } from '../../src/opencode/matrix.ts';
import { parseProject, type SetUp } from '../../src/opencode/project.ts';
import { semanticsOf } from '../../src/opencode/semantics-of.ts';
import { asset, assetsOf, type Files } from '../audit/audit-of.ts';
import { agentOf, projectOf, writtenRules } from './read.ts';

const agent = (key: string, action = 'deny') => `---\npermission:\n  ${key}: ${action}\n---\nWork.\n`;
const server = '{ "mcp": { "docs": { "type": "local", "command": ["docs"] } } }';

function setUpIn(files: Files, folder: string, version?: string): SetUp {
  const { setUps } = parseProject(assetsOf(files), semanticsOf(version));
  const found = setUps.find((setUp) => setUp.folder === folder);
  assert.ok(found);
  return found;
}

const names = (agents: readonly { readonly name: string }[]) => agents.map(({ name }) => name);

suite('set-ups that have something in common', () => {
  const ROOT = {
    'opencode.json': '{ "permission": { "bash": "ask" } }',
    '.opencode/agent/a.md': agent('bash'),
  };

  for (const version of ['1.18.33', '2.0.0']) {
    test(`a folder that says nothing of agents has the list of the root, in ${version}`, () => {
      const project = parseProject(assetsOf({ ...ROOT, 'x/opencode.json': server }), semanticsOf(version));
      assert.deepEqual(
        project.setUps.map(({ folder, own }) => [folder, own.length > 0]),
        [
          ['', true],
          ['x', false],
        ],
      );
      assert.equal(project.setUps[1]?.agents, project.setUps[0]?.agents);
    });

    test(`a folder that adds an agent has the others of the root, in ${version}`, () => {
      const project = parseProject(
        assetsOf({ ...ROOT, 'x/.opencode/agent/b.md': agent('edit') }),
        semanticsOf(version),
      );
      assert.equal(agentOf(project, 'a', 'x'), agentOf(project, 'a'));
      assert.equal(agentOf(project, 'b'), undefined);
      assert.deepEqual(names(project.setUps[1]?.own ?? []), ['b']);
    });
  }

  test('a permission of the folder reaches every agent there, and none elsewhere', () => {
    const project = projectOf({
      ...ROOT,
      'x/opencode.json': '{ "permission": { "edit": "deny" } }',
      'y/opencode.json': server,
    });
    assert.deepEqual(writtenRules(project, 'a', 'x'), ['bash[*]=ask', 'edit[*]=deny', 'bash[*]=deny']);
    assert.deepEqual(writtenRules(project, 'a', 'y'), ['bash[*]=ask', 'bash[*]=deny']);
    assert.ok(
      names(setUpIn({ ...ROOT, 'x/opencode.json': '{ "tools": { "edit": false } }' }, 'x').own).includes('a'),
    );
  });

  test('an agent that two folders change is a different one in each', () => {
    const project = projectOf({
      ...ROOT,
      'x/opencode.json': '{ "agent": { "a": { "permission": { "edit": "deny" } } } }',
      'y/opencode.json': '{ "agent": { "a": { "permission": { "edit": "ask" } } } }',
    });
    const edit = (folder: string) =>
      writtenRules(project, 'a', folder).filter((rule) => rule.startsWith('edit'));
    assert.deepEqual([edit(''), edit('x'), edit('y')], [[], ['edit[*]=deny'], ['edit[*]=ask']]);
  });

  test('a skill in a folder opens its directory there only', () => {
    const skill = '---\nname: s\ndescription: d\n---\nText.\n';
    const project = projectOf({ ...ROOT, 'x/opencode.json': '{}', 'x/.opencode/skill/s/SKILL.md': skill });
    const opened = (folder: string) =>
      agentOf(project, 'a', folder)?.rules.filter(({ pattern }) => pattern.includes('/skill/')).length;
    assert.deepEqual([opened(''), opened('x')], [0, 1]);
  });

  test('a folder between two others that has skills only hands down what lies above it', () => {
    const project = projectOf({
      ...ROOT,
      'x/.opencode/skill/s/SKILL.md': '---\nname: s\ndescription: d\n---\nText.\n',
      'x/y/opencode.json': server,
    });
    assert.deepEqual(
      project.setUps.map(({ folder }) => folder),
      ['', 'x/y'],
    );
    assert.equal(project.setUps[1]?.inherited, project.setUps[0]?.agents);
  });

  test('below the root the matrix has a row for what does something else there, and for nothing more', () => {
    const rows = (permission: string) =>
      buildMatrix(
        projectOf({
          ...ROOT,
          '.opencode/agent/b.md': agent('edit'),
          'x/opencode.json': `{ "permission": ${permission} }`,
        }),
      ).flatMap((row) => (row.agent.startsWith('x: ') && !row.agent.includes('lan') ? [row.agent] : []));
    const builtIn = ['x: build', 'x: general', 'x: explore'];
    // For "a" its own denial stands after whatever the folder says of bash.
    assert.deepEqual(rows('{ "bash": "allow" }'), ['x: b', ...builtIn]);
    assert.deepEqual(rows('{ "bash": { "*": "ask", "ls": "allow" } }'), ['x: b', ...builtIn]);
    assert.deepEqual(rows('{ "edit": "allow" }'), ['x: a', ...builtIn]);
    assert.deepEqual(rows('{ "webfetch": "allow" }'), ['x: a', 'x: b', ...builtIn]);
  });
});

suite('repositories of any size', () => {
  test('a thousand agents at the root and two hundred configs below are one list', () => {
    const agents = Array.from({ length: 1_000 }, (_, i) => asset(`.opencode/agent/a${i}.md`, agent('bash')));
    const configs = Array.from({ length: 200 }, (_, i) => asset(`p${i}/opencode.json`, server));
    const { setUps } = projectOf([...agents, ...configs]);
    assert.equal(setUps.length, 201);
    assert.equal(new Set(setUps.map((setUp) => setUp.agents)).size, 1);
  });

  test('as many agents as nobody has, different in as many folders, are refused', () => {
    const agents = Array.from({ length: 1_000 }, (_, i) => asset(`.opencode/agent/a${i}.md`, agent('bash')));
    const configs = Array.from({ length: 700 }, (_, i) =>
      asset(`p${i}/opencode.json`, '{ "permission": { "edit": "ask" } }'),
    );
    assert.throws(
      () => projectOf([...agents, ...configs]),
      (error) => error instanceof GateError && error.code === 'audit-failed',
    );
  });
});
