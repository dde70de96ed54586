import { readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { parseEnvFile } from '../env-file-parser.ts';
import { type Command, parseLog } from '../log-parser.ts';

/** An annotation as it stands on the pull request in the end. */
export type Annotation = {
  readonly level: 'error' | 'warning' | 'notice';
  readonly file: string | null;
  readonly line: number | null;
  readonly endLine: number | null;
  readonly column: number | null;
  readonly title: string | null;
  readonly message: string;
};

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
const PER_LEVEL = 10;
const MESSAGE_UNITS = 4096;

/** Reads both streams with both command grammars, then the files, as the runner does when the process has ended. */
export function readStep(
  streams: { readonly stdout: string; readonly stderr: string },
  files: StepFiles,
  workspace: string,
): StepRecord {
  const commands = [...parseLog(streams.stdout), ...parseLog(streams.stderr)];
  const troubles: string[] = [];
  const pairsOf = (path: string) => {
    try {
      return parseEnvFile(readFileSync(path, 'utf8'));
    } catch (error) {
      troubles.push(String(error));
      return {};
    }
  };
  return {
    outputs: { ...injected(commands, 'set-output'), ...pairsOf(files.output) },
    state: { ...injected(commands, 'save-state'), ...pairsOf(files.state) },
    env: pairsOf(files.env),
    annotations: keepAnnotations(commands, workspace),
    masks: commands.filter(({ name }) => name.toLowerCase() === 'add-mask').map(({ data }) => data),
    summary: keepSummary(files.summary, troubles),
    commands,
    troubles,
  };
}

function injected(commands: readonly Command[], name: string): Readonly<Record<string, string>> {
  const found = commands.filter((command) => command.name.toLowerCase() === name);
  return Object.fromEntries(found.map(({ properties, data }) => [properties['name'] ?? '', data]));
}

function keepSummary(path: string, troubles: string[]): string | null {
  const bytes = readFileSync(path);
  if (bytes.length === 0) return null;
  if (bytes.length <= SUMMARY_BYTES) return bytes.toString('utf8');
  troubles.push(`The summary has ${bytes.length} bytes and was dropped`);
  return null;
}

/** Ten of each level, in the order of the log; what is behind them is lost without a word. */
function keepAnnotations(commands: readonly Command[], workspace: string): readonly Annotation[] {
  const all = commands.flatMap((command) => annotationOf(command, workspace));
  return all.filter(
    (annotation, index) =>
      all.slice(0, index).filter(({ level }) => level === annotation.level).length < PER_LEVEL,
  );
}

function annotationOf({ name, properties, data }: Command, workspace: string): readonly Annotation[] {
  const level = (['error', 'warning', 'notice'] as const).find((each) => each === name.toLowerCase());
  if (level === undefined) return [];
  const given = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key.toLowerCase(), value]),
  );
  const number = (key: string) => (/^\d+$/u.test(given[key] ?? '') ? Number(given[key]) : null);
  const file = given['file'] === undefined || given['file'] === '' ? null : given['file'];
  return [
    {
      level,
      file: file !== null && isAbsolute(file) ? relative(workspace, file) : file,
      ...keepLines(number('line'), number('endline'), number('col')),
      title: given['title'] ?? null,
      message: data.slice(0, MESSAGE_UNITS),
    },
  ];
}

/** The end without a start becomes the start; one before it takes both away; a column needs a single line. */
function keepLines(first: number | null, last: number | null, column: number | null) {
  const line = first ?? last;
  const endLine = last ?? line;
  if (line === null || endLine === null) return { line: null, endLine: null, column: null };
  if (endLine < line) return { line: null, endLine: null, column: null };
  return { line, endLine, column: line === endLine ? column : null };
}
