import { existsSync, readFileSync } from 'node:fs';
import { readPairs } from '../env-file-parser.ts';
import { type Command, parseLog } from '../log-parser.ts';
import { type Annotation, keepAnnotations } from './keep-annotation.ts';
import { type Issue, type Obeyed, obeyLines, set } from './obey-lines.ts';

export type { Annotation } from './keep-annotation.ts';

/** What the runner keeps of a step beside its exit code. */
export type StepRecord = {
  /** What later steps see: values from the file win over those that a line of the log set. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly annotations: readonly Annotation[];
  readonly masks: readonly string[];
  /** Null when the step wrote none, or one that GitHub drops for its size. */
  readonly summary: string | null;
  readonly commands: readonly Command[];
  /** What makes the runner itself fail the step, or lose something without failing it. */
  readonly troubles: readonly string[];
  /** Whether the runner fails the step for what it printed or wrote, whatever its exit code. */
  readonly failed: boolean;
};

/** Paths of the files that the runner gives to one step. */
export type StepFiles = {
  readonly output: string;
  readonly state: string;
  readonly summary: string;
  readonly env: string;
  readonly path: string;
};

const SUMMARY_BYTES = 1024 * 1024;
const BLOCKED = 'NODE_OPTIONS';

/** Carries out the commands of both streams, then reads the files, as the runner does when the process has ended. */
export function readStep(lines: readonly string[], files: StepFiles, workspace: string): StepRecord {
  const obeyed = obeyLines(lines, workspace);
  const desk = new Desk(obeyed);
  const env = desk.readFile('env', files.env, {});
  const summary = desk.readSummary(files.summary);
  const state = desk.readFile('state', files.state, obeyed.state);
  const outputs = desk.readFile('output', files.output, obeyed.outputs);
  return {
    outputs,
    state,
    env,
    annotations: keepAnnotations(desk.issues, workspace),
    masks: obeyed.masks,
    summary,
    commands: parseLog(lines.join('\n')),
    troubles: [...obeyed.failures, ...desk.troubles],
    failed: obeyed.failures.length > 0 || desk.failed,
  };
}

class Desk {
  readonly issues: Issue[];
  readonly troubles: string[] = [];
  failed = false;
  readonly #masks: readonly string[];

  constructor({ issues, masks }: Obeyed) {
    this.issues = [...issues];
    this.#masks = masks;
  }

  /** The pairs up to the first place that the runner does not understand, over those that the log set. */
  readFile(name: string, path: string, from: Readonly<Record<string, string>>): Record<string, string> {
    const record = { ...from };
    try {
      for (const [key, value] of readPairs(readFileSync(path, 'utf8'), { lines: 'linux' }))
        this.#take(name, record, key, value);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return record;
      const reason = error instanceof Error ? error.message : String(error);
      this.#error(`Unable to process file command '${name}' successfully.`);
      this.#error(reason);
      this.troubles.push(`Error: ${reason}`);
      this.failed = true;
    }
    return record;
  }

  #take(file: string, record: Record<string, string>, key: string, value: string): void {
    if (key === '' && file === 'output') throw new Error("Value cannot be empty. (Parameter 'name')");
    if (file === 'env' && key.toUpperCase() === BLOCKED)
      this.#error(`Can't store ${BLOCKED} output parameter using '$GITHUB_ENV' command.`);
    else set(record, key, value);
  }

  /** Null for an empty file, and for one that is too large: the step does not fail for it. */
  readSummary(path: string): string | null {
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    if (bytes.length === 0) return null;
    if (bytes.length > SUMMARY_BYTES) {
      this.#error(
        `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.floor(bytes.length / 1024)}k.`,
      );
      this.troubles.push(`The summary has ${bytes.length} bytes and was dropped`);
      return null;
    }
    return this.#masks.reduce((text, mask) => text.replaceAll(mask, '***'), bytes.toString('utf8'));
  }

  #error(message: string): void {
    this.issues.push({ level: 'error', message, properties: {} });
  }
}
