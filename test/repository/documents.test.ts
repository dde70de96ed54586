import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { renderReadme } from '../../scripts/readme-tables.ts';
import { CODES } from '../../src/errors.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { read, trackedFiles } from './tracked-files.ts';

suite('documents', () => {
  test('README.md has the tables that action.yml and the rules make', () => {
    const readme = read('README.md');
    assert.equal(readme, renderReadme(readme), 'run: node scripts/readme-tables.ts');
  });

  test('a table that was edited by hand is noticed', () => {
    const readme = read('README.md');
    const edited = readme.replace('| `model` |', '| `modell` |');
    assert.notEqual(edited, readme);
    assert.notEqual(edited, renderReadme(edited));
  });

  test('the policy of README.md is one that the gate accepts', () => {
    const example = /```jsonc\n(?<text>[^`]*)```/u.exec(read('README.md'))?.groups?.['text'] ?? '';
    const policy = parsePolicy(new TextEncoder().encode(example), 'README.md');
    assert.equal(policy.isDefault, false);
    assert.equal(policy.accepted.length, 1);
  });

  test('docs/errors.md has one paragraph for each code, in the order of the list', () => {
    const sections = read('docs/errors.md').split(/^## /mu).slice(1);
    assert.deepEqual(
      sections.map((section) => section.split('\n', 1)[0]),
      [...CODES],
    );
    for (const section of sections) {
      const paragraphs = section
        .split('\n')
        .slice(1)
        .join('\n')
        .trim()
        .split(/\n{2,}/u);
      assert.equal(paragraphs.length, 1, `one paragraph below ${section.slice(0, 40)}`);
      assert.ok(
        (paragraphs[0] ?? '').length > 60,
        `the paragraph below ${section.slice(0, 40)} says what to do`,
      );
    }
  });

  test('every code is used, so that the page describes nothing that cannot happen', () => {
    const sources = trackedFiles().filter((path) => /^src\/.*\.ts$/u.test(path) && path !== 'src/errors.ts');
    const texts = sources.map(read).join('\n');
    assert.deepEqual(
      CODES.filter((code) => !texts.includes(`'${code}'`)),
      [],
    );
  });

  test('docs/architecture.md is at most two pages', () => {
    assert.ok(read('docs/architecture.md').split('\n').length <= 120);
  });

  test('each decision is at most 30 lines and has its three parts', () => {
    const decisions = trackedFiles().filter((path) => /^docs\/decisions\/\d{4}-[a-z0-9-]+\.md$/u.test(path));
    assert.ok(decisions.length > 0);
    for (const path of decisions) {
      const text = read(path);
      assert.ok(text.trimEnd().split('\n').length <= 30, `${path} is too long`);
      const headings = [...text.matchAll(/^## (.+)$/gmu)].map((match) => match[1]);
      assert.deepEqual(headings, ['Context', 'Decision', 'Consequence'], path);
    }
  });

  test('every relative link in a document leads to a file', () => {
    const files = trackedFiles();
    const documents = files.filter(
      (path) => path.endsWith('.md') && !path.startsWith('test/') && !isSample(path),
    );
    for (const path of documents) {
      for (const [, target = ''] of read(path).matchAll(/\]\(([^)#\s]+)[^)]*\)/gu)) {
        if (/^[a-z]+:/u.test(target)) continue;
        const resolved = new URL(target, `file:///${path}`).pathname.slice(1);
        const found = files.some(
          (file) => file === resolved || file.startsWith(`${resolved.replace(/\/$/u, '')}/`),
        );
        assert.ok(found, `${path} links to ${target}`);
      }
    }
  });
});

/** The demo's sample repository is data, and its documents belong to it. */
function isSample(path: string): boolean {
  return path.includes('/sample/') || path.startsWith('dist/');
}
