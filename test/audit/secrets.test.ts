import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { secretScanner } from '../../src/adapters/secrets/secret-scanner.ts';
import { maskOf } from '../../src/audit/mask.ts';
import { locateSecrets, secretSources } from '../../src/audit/secrets.ts';
import { asset, auditWithSecrets, hash, places } from './audit-of.ts';
import { changedFiles } from './changed-files.ts';

const ONE = 'Xk2vQ9pL7wR4';
const OTHER = 'Zt8mB3nC6yH1';
const server = (password: string): string =>
  `{\n  "mcp": {\n    "t": {\n      "type": "local",\n      "command": ["npx", "server", "https://ci:${password}@packages.example.org/"]\n    }\n  }\n}\n`;
const code = (password: string, before = ''): string =>
  `${before}export const db = 'postgres://app:${password}@db.example.org/app';\n`;
const own = async (...given: Parameters<typeof auditWithSecrets>) =>
  (await auditWithSecrets(...given)).findings.filter(({ rule }) => rule.startsWith('secret-in-'));

const audited = (base: Record<string, string>, head: Record<string, string>) => {
  const [before, after] = [base, head].map((files) =>
    Object.entries(files).map(([path, text]) => asset(path, text)),
  );
  return own(head, { base, files: changedFiles(before ?? [], after ?? []) });
};

suite('credentials', () => {
  test('none is in any part of any finding, whichever rule it is from', async () => {
    const result = await auditWithSecrets({ 'opencode.json': server(ONE) });
    assert.ok(places(result).includes('secret-in-asset opencode.json:5'));
    assert.ok(places(result).includes('mcp-unpinned opencode.json:5'));
    assert.ok(!JSON.stringify(result).includes(ONE));
    const plain = JSON.stringify(
      (await auditWithSecrets({ 'opencode.json': server('{env:PASSWORD}') })).findings,
    );
    assert.ok(plain.includes('packages.example.org'), 'without one, the line is quoted');
  });

  test('the finding survives a move and is another one for another credential', async () => {
    const id = async (text: string) => (await own({ 'AGENTS.md': text })).map((finding) => finding.id);
    const line = (password: string) => `Use https://ci:${password}@packages.example.org/ for packages.\n`;
    assert.deepEqual(await id(line(ONE)), await id(`# Title\n\n   ${line(ONE)}`));
    assert.notDeepEqual(await id(line(ONE)), await id(line(OTHER)));
  });

  test('what the base had is existing; what takes its place is new', async () => {
    const same = await own({ 'opencode.json': server(ONE) }, { base: { 'opencode.json': server(ONE) } });
    assert.deepEqual(
      same.map((finding) => finding.accepted?.by),
      ['existing'],
    );
    const other = await own({ 'opencode.json': server(OTHER) }, { base: { 'opencode.json': server(ONE) } });
    assert.deepEqual(
      other.map((finding) => finding.accepted?.by),
      [undefined],
    );
  });

  test('in other files only what the change adds counts, on its line', async () => {
    assert.deepEqual(await audited({ 'a.ts': code(ONE) }, { 'a.ts': `${code(ONE)}// more\n` }), []);
    const [added] = await audited({ 'a.ts': '// a\n' }, { 'a.ts': code(ONE, '// a\n') });
    assert.deepEqual([added?.rule, added?.startLine, added?.side], ['secret-in-change', 2, 'head']);
    assert.equal(added?.evidence, "export const db = '[secret]';");
    assert.deepEqual(await audited({ 'a.ts': code(ONE) }, {}), []);
  });

  test('a line that moves in its file is existing', async () => {
    const far = Array.from({ length: 40 }, (_, index) => `// ${index}\n`).join('');
    const moved = await audited({ 'a.ts': code(ONE) + far }, { 'a.ts': far + code(ONE) });
    assert.deepEqual(
      moved.map((finding) => finding.accepted?.by),
      ['existing'],
    );
  });

  test('a key is found when one of its lines is new, and none of its lines is shown', async () => {
    const lines = Array.from(
      { length: 3 },
      (_, index) => `${index === 0 ? 'MII' : 'x'}${`aB3dE5gH7${index}`.repeat(6)}`,
    );
    const [begin, end] = ['BEGIN', 'END'].map((word) => `-----${word} PRIVATE KEY-----`);
    const whole = [begin, ...lines, end, ''].join('\n');
    const [finding] = await audited({ 'k.pem': whole.replace(lines[1] ?? '', 'old') }, { 'k.pem': whole });
    assert.deepEqual([finding?.rule, finding?.startLine], ['secret-in-change', 3]);
    const text = JSON.stringify(finding);
    for (const line of lines) assert.ok(!text.includes(line));
  });

  test('the mask hides a credential in what others say, and drops a suggestion that has one', async () => {
    const files = [asset('AGENTS.md', `Use https://ci:${ONE}@packages.example.org/ here.\n`)];
    const sources = secretSources(files, [], { base: '', head: '', files: [] });
    const mask = maskOf(locateSecrets(sources, await secretScanner().find(sources), hash));
    const [finding] = (await auditWithSecrets({ 'opencode.json': '{ "permission": "allow" }' })).findings;
    assert.ok(finding);
    const quoting = `https://ci:${ONE}@packages.example.org`;
    const shown = mask.finding({
      ...finding,
      message: `See ${quoting}.`,
      evidence: quoting,
      suggestion: quoting,
    });
    assert.deepEqual(
      [shown.message, shown.evidence, shown.suggestion],
      ['See [secret].', '[secret]', undefined],
    );
    assert.equal(mask.finding({ ...finding, suggestion: 'a' }).suggestion, 'a');
  });

  test('thousands of credentials are masked soon', async () => {
    const text = Array.from(
      { length: 5_000 },
      (_, index) => `https://ci:${ONE}${index}@packages.example.org/\n`,
    ).join('');
    const start = Date.now();
    assert.ok((await own({ 'AGENTS.md': text })).length > 100);
    assert.ok(Date.now() - start < 10_000);
  });
});
