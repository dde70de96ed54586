import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import type { Cleaner } from '../adapters/git/make-repository.ts';
import { ROOT } from '../repository/tracked-files.ts';

const PACKAGE = join(ROOT, 'node_modules', '@microsoft', 'sarif-multitool-linux');

const Log = z.object({
  runs: z.tuple([
    z.object({
      results: z.array(
        z.object({
          ruleId: z.string(),
          level: z.enum(['error', 'warning', 'note']).default('warning'),
          message: z.looseObject({ text: z.string().optional(), arguments: z.array(z.string()).optional() }),
          locations: z.array(z.looseObject({})).default([]),
        }),
      ),
      invocations: z.tuple([z.looseObject({ executionSuccessful: z.boolean() })]),
    }),
  ]),
});

export type SarifProblem = { readonly rule: string; readonly level: string; readonly said: string };

/** The schema of the format, which the program itself does not hold a file against. */
function openSchema(): (text: string) => readonly SarifProblem[] {
  const schema = readFileSync(join(PACKAGE, 'sarif-2.1.0.json'), 'utf8').replace(/^\uFEFF/u, '');
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
    JSON.parse(schema) as object,
  );
  return (text) => {
    if (validate(JSON.parse(text))) return [];
    return (validate.errors ?? []).map((error) => ({
      rule: 'schema',
      level: 'error',
      said: JSON.stringify(error),
    }));
  };
}

/** Nothing listens there: one rule asks the network whether help pages exist, and must not wait for it. */
const NO_NETWORK = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy'].map((name) => [name, 'http://127.0.0.1:9']),
);

/**
 * Microsoft's validator of SARIF with the rules of the format and with those of GitHub's code scanning. The package
 * comes without the right to be executed, which an install script would give it, so that a copy is.
 */
export function openMultitool(t: Cleaner) {
  const directory = mkdtempSync(join(tmpdir(), 'sarif-multitool-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const program = join(directory, 'Sarif.Multitool');
  copyFileSync(join(PACKAGE, 'Sarif.Multitool'), program);
  chmodSync(program, 0o700);
  const againstSchema = openSchema();
  let files = 0;

  /**
   * What the schema and the program have against this text, notes left out. The program's exit code says nothing, so
   * its own SARIF is read; of a file that it cannot read it says nothing at all, so the schema comes first.
   */
  return async function check(text: string): Promise<readonly SarifProblem[]> {
    const wrong = againstSchema(text);
    if (wrong.length > 0) return wrong;
    files += 1;
    const [input, output] = ['in', 'out'].map((name) => join(directory, `${name}-${files}.sarif`));
    writeFileSync(input ?? '', text);
    const args = ['validate', input ?? '', '--rule-kind', 'Sarif;Ghas', '--output', output ?? ''];
    const env = { PATH: process.env['PATH'], HOME: directory, TMPDIR: directory, ...NO_NETWORK };
    await promisify(execFile)(program, args, { env, timeout: 100_000 });
    const [run] = Log.parse(JSON.parse(readFileSync(output ?? '', 'utf8').replace(/^\uFEFF/u, ''))).runs;
    if (!run.invocations[0].executionSuccessful) throw new Error('The validator did not come to its end');
    return run.results
      .filter(({ level }) => level !== 'note')
      .map(({ ruleId, level, message, locations }) => ({
        rule: ruleId,
        level,
        said: `${message.text ?? (message.arguments ?? []).join(', ')} ${JSON.stringify(locations)}`.slice(
          0,
          600,
        ),
      }));
  };
}
