import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { releaseNotes } from '../../scripts/release-notes.ts';
import { parseWorkflow } from '../validators/workflow.ts';
import { read } from './tracked-files.ts';

const changelog = '# Changelog\n\n## 1.2.0 (2027-01-31)\n\n- New.\n\n## 1.1.0 (2026-12-24)\n\n- Old.\n';
const release = { tag: 'v1.2.0', version: '1.2.0', changelog };

suite('the notes of a release', () => {
  test('are what the changelog says about its version', () => {
    assert.equal(releaseNotes(release), '- New.');
    assert.equal(releaseNotes({ ...release, tag: 'v1.1.0', version: '1.1.0' }), '- Old.');
  });

  const refused: readonly (readonly [string, Partial<typeof release>, RegExp])[] = [
    ['another tag', { tag: 'v1.2.1' }, /tag is v1\.2\.1/u],
    ['a version without a section', { tag: 'v1.3.0', version: '1.3.0' }, /no section/u],
    [
      'a section that is not released',
      { changelog: changelog.replace('2027-01-31', 'unreleased') },
      /no date/u,
    ],
    ['an empty section', { changelog: changelog.replace('- New.', '') }, /says nothing/u],
  ];
  for (const [what, parts, message] of refused) {
    test(`are refused for ${what}`, () => {
      assert.throws(() => releaseNotes({ ...release, ...parts }), message);
    });
  }
});

suite('the release workflow', () => {
  const { jobs } = parseWorkflow(read('.github/workflows/release.yml'));
  const scriptsOf = (job: string) => (jobs[job]?.steps ?? []).map(({ run }) => run ?? '').join('\n');

  test('rebuilds and tests before anything is signed or published', () => {
    assert.match(scriptsOf('verify'), /scripts\/dist-check\.ts[\s\S]*\.ci\/run/u);
    assert.deepEqual(jobs['attest']?.needs, ['verify']);
    assert.deepEqual(jobs['publish']?.needs, ['verify', 'attest']);
  });

  test('runs no code of a package where it may write or sign', () => {
    for (const [name, { permissions = {} }] of Object.entries(jobs)) {
      if (!Object.values(permissions).includes('write')) continue;
      assert.doesNotMatch(scriptsOf(name), /\b(?:npm|npx|node|scripts\/)\b/u, name);
    }
    assert.deepEqual(jobs['verify']?.permissions, { contents: 'read' });
  });
});
