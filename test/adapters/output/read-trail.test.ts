import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readTrail } from '../../../src/adapters/output/read-trail.ts';
import { trailFile } from '../../../src/adapters/output/trail-file.ts';
import { EVERY_KIND } from '../../trail/sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-read-trail-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('what the gate wrote is read again, every line of it', async () => {
  const path = join(folder, 'whole.jsonl');
  const trail = trailFile(path);
  for (const event of EVERY_KIND) trail.record(event);
  trail.close();
  const digest = await readTrail(path);
  assert.deepEqual([digest.lines, digest.broken, digest.isCutOff], [EVERY_KIND.length, 0, false]);
  assert.equal(digest.verdict?.verdict, 'block');
  assert.match(digest.begin ?? '', /^\d{4}-/u);
});

test('a trail that ends in the middle of a line is cut off, and bytes that are no text are broken lines', async () => {
  const cut = await readTrail(
    write('cut', '{"kind":"turn","bundle":1,"turn":1,"outcome":"x","ms":1}\n{"kind":"ver'),
  );
  assert.deepEqual([cut.lines, cut.broken, cut.isCutOff], [2, 1, true]);
  const noise = await readTrail(
    write(
      'noise',
      Uint8Array.from({ length: 4096 }, (_, index) => index % 256),
    ),
  );
  assert.ok(noise.broken === noise.lines && noise.lines > 0);
  const empty = await readTrail(write('empty', ''));
  assert.deepEqual([empty.lines, empty.isCutOff, empty.verdict], [0, false, null]);
});

test('a line that is too long is one broken line, also when it has no end', async () => {
  const long = `{"kind":"later","x":"${'y'.repeat(1_000_000)}"}`;
  const digest = await readTrail(write('long', `${long}\n{"kind":"later"}\n${long}`));
  assert.deepEqual([digest.lines, digest.broken, digest.unknown.total, digest.isCutOff], [3, 2, 1, true]);
});

test('a file that is not there, a folder and a pipe are wrong use', async () => {
  const pipe = join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  for (const path of [join(folder, 'absent'), folder, pipe])
    await assert.rejects(readTrail(path), { code: 'usage' }, path);
});

test('a hundred megabytes are read in bounded memory', () => {
  const path = join(folder, 'large.jsonl');
  const file = openSync(path, 'w');
  const lines = Array.from({ length: 8_000 }, (_, index) =>
    JSON.stringify({
      kind: 'finding',
      id: `${index}`,
      source: 'agent',
      rule: `${index}`.repeat(20),
      severity: 'low',
      became: 'x',
    }),
  );
  const piece = `${lines.join('\n')}\n`;
  for (let written = 0; written < 100_000_000; written += piece.length) writeSync(file, piece);
  closeSync(file);
  const source = new URL('../../../src/adapters/output/read-trail.ts', import.meta.url).href;
  const code = `
    const { readTrail } = await import(${JSON.stringify(source)});
    const digest = await readTrail(process.argv[1]);
    console.log(JSON.stringify({ lines: digest.lines, memory: process.resourceUsage().maxRSS }));
  `;
  const options = ['--max-old-space-size=64', '--input-type=module', '-e', code, path];
  const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8', timeout: 100_000 });
  const { lines: count, memory } = JSON.parse(stdout || `{"stderr":${JSON.stringify(stderr)}}`);
  assert.ok(count > 500_000, `${count} lines`);
  assert.ok(memory < 300 * 1024, `${memory} KiB`);
});
