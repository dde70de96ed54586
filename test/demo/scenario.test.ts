// The scripted reviewer with the real OpenCode: what it reports comes from what the tools returned, or from nowhere.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { startScriptedModel } from '../../src/demo/model/scripted-model.ts';
import { readBrief } from '../../src/demo/reviewer/read-brief.ts';
import { BASE } from '../../src/demo/sample/base.ts';
import { CLAIMS } from '../../src/demo/sample/claims.ts';
import { CHANGED } from '../../src/demo/sample/head.ts';
import { reviewerScenario } from '../../src/demo/scenario.ts';
import { anchorFindings } from '../../src/review/anchor.ts';
import { renderBrief } from '../../src/review/brief.ts';
import { BUNDLE_BYTES, splitIntoBundles } from '../../src/review/bundles.ts';
import { parseReport, type Report } from '../../src/review/report.ts';
import { type BareRun, partsOf, runBareOpenCode } from '../emulators/bare-opencode.ts';
import { sampleChange } from './sample-change.ts';

const CHANGE = sampleChange();
const PATHS = Object.keys(CHANGED);
const RENAMED = new Map([['.opencode/agent/reviewer.md', 'renamed/reviewer.md.txt']]);

function briefFor(directory: string): string {
  const [bundle] = splitIntoBundles(CHANGE.files, BUNDLE_BYTES).bundles;
  assert.ok(bundle);
  const view = { directory, renamed: RENAMED, leftOut: [] };
  return renderBrief({ bundle, bundles: 1, change: CHANGE, fence: 'f0'.repeat(12), guidance: '', view });
}

/** Reviews the sample with its head below a temporary directory, without the files that `missing` names. */
async function review(missing: readonly string[]): Promise<{ run: BareRun; directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'scenario-view-'));
  const model = await startScriptedModel(reviewerScenario, { maxMs: 150_000, maxRequests: 10 });
  try {
    for (const [path, content] of Object.entries({ ...BASE, ...CHANGED })) {
      if (missing.includes(path)) continue;
      const place = join(directory, RENAMED.get(path) ?? path);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, content);
    }
    const brief = briefFor(directory);
    return { run: await runBareOpenCode({ baseUrl: `${model.url}/v1`, brief, directory }), directory };
  } finally {
    await model.close();
    await rm(directory, { recursive: true });
  }
}

function reportOf(run: BareRun, paths: readonly string[], directory: string): Report {
  const parsed = parseReport(partsOf(run, 'text').at(-1)?.['text'], paths, directory);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.report;
}

test('the brief of the sample names each file and where it is to be read', () => {
  assert.deepEqual(readBrief(briefFor('/pr')), {
    directory: '/pr',
    files: PATHS.map((path) => ({ path, readAs: `/pr/${RENAMED.get(path) ?? path}` })).toSorted((a, b) =>
      a.path < b.path ? -1 : 1,
    ),
  });
  assert.equal(readBrief('please review'), null);
});

test('it reads every changed file and reports the claimed problems, one moved and one dropped by the gate', async () => {
  const { run, directory } = await review([]);
  assert.equal(run.code, 0, run.stderr);
  const calls = partsOf(run, 'tool_use').map(
    ({ tool, state }) => `${String(tool)} ${(state as { status: string }).status}`,
  );
  assert.deepEqual(calls.toSorted(), ['grep completed', ...PATHS.map(() => 'read completed')]);
  const report = reportOf(run, PATHS, directory);
  const anchored = anchorFindings(report, CHANGE.files, (text) =>
    createHash('sha256').update(text).digest('hex'),
  );
  assert.deepEqual(anchored.map(({ became }) => became).toSorted(), ['anchored', 'dropped', 'relocated']);
  const found = anchored.flatMap(({ finding }) => finding ?? []);
  assert.deepEqual(
    found.map(({ path, startLine, category }) => `${path}:${startLine} ${category}`).toSorted(),
    CLAIMS.filter(({ source }) => source === 'agent')
      .map(({ path, line, name }) => `${path}:${line} ${name}`)
      .toSorted(),
  );
});

test('it finds nothing in a file that the tools did not give it, and does not claim to have reviewed it', async () => {
  const missing = 'src/orders/order-repository.ts';
  const { run, directory } = await review([missing]);
  const report = reportOf(
    run,
    PATHS.filter((path) => path !== missing),
    directory,
  );
  assert.equal(report.reviewed.includes(missing), false);
  assert.deepEqual(
    report.findings.filter(({ path }) => path === missing),
    [],
  );
});
