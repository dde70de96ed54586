import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, isRegistered, parseCommand } from '../log-parser.ts';

/** An error, warning or notice before the limits of a step: a command of the log, or the runner's own words. */
export type Issue = {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
};

export type Obeyed = {
  readonly issues: readonly Issue[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  /** Texts that stand as `***` in everything after them. */
  readonly masks: readonly string[];
  /** A command that could not be carried out fails the step. */
  readonly failures: readonly string[];
};

/** Carries out the commands of a step's lines as the runner does while the process runs. */
export function obeyLines(lines: readonly string[], workspace: string): Obeyed {
  const work = new Work(workspace);
  for (const line of lines) if (!work.obey(line)) break;
  return work;
}

type Obey = (command: Command) => void;

class Work implements Obeyed {
  readonly issues: Issue[] = [];
  readonly outputs: Record<string, string> = {};
  readonly state: Record<string, string> = {};
  readonly masks: string[] = [];
  readonly failures: string[] = [];
  readonly #workspace: string;
  #stopToken: string | null = null;

  constructor(workspace: string) {
    this.#workspace = workspace;
  }

  /** False when the runner itself breaks off. */
  obey(line: string): boolean {
    const known = (name: string) => isRegistered(name) || this.#isStopToken(name);
    const command = parseCommand(line, known);
    if (command === null) return true;
    if (this.#stopToken !== null) {
      if (this.#isStopToken(command.name)) this.#stopToken = null;
      return true;
    }
    const name = command.name.toLowerCase();
    if (name === 'stop-commands') return this.#stop(command.data);
    try {
      this.#commands[name]?.(command);
    } catch (error) {
      const said = QUIET.has(name) ? name : line;
      this.#fail(`Unable to process command '${said}' successfully.`, error);
    }
    return true;
  }

  #isStopToken(name: string): boolean {
    return name.toLowerCase() === this.#stopToken?.toLowerCase();
  }

  #stop(token: string): boolean {
    if (token === '' || isRegistered(token) || token.toLowerCase() === 'pause-logging') {
      this.failures.push(`The token '${token}' cannot stop commands`);
      return false;
    }
    this.#stopToken = token;
    if (token.length > 6) this.masks.push(token);
    return true;
  }

  readonly #commands: Readonly<Record<string, Obey>> = {
    'set-output': (command) => set(this.outputs, nameOf(command), command.data),
    'save-state': (command) => set(this.state, nameOf(command), command.data),
    'set-env': disabled,
    'add-path': disabled,
    'add-mask': ({ data }) => this.#mask(data),
    'add-matcher': ({ data }) => this.#addMatcher(data),
    error: (command) => this.#issue('error', command),
    warning: (command) => this.#issue('warning', command),
    notice: (command) => this.#issue('notice', command),
    echo: ({ data }) => {
      if (!/^(?:on|off)$/iu.test(data.trim())) throw new Error(`Invalid echo command value '${data}'`);
    },
  };

  #issue(level: Issue['level'], { data, properties }: Command): void {
    const message = this.masks.reduce((text, mask) => text.replaceAll(mask, '***'), data);
    this.issues.push({ level, message, properties });
  }

  #fail(...said: readonly unknown[]): void {
    const texts = said.map((each) => (each instanceof Error ? each.message : String(each)));
    this.failures.push(texts.join(' '));
    this.issues.push(...texts.map((message): Issue => ({ level: 'error', message, properties: {} })));
  }

  #warn(message: string): void {
    this.issues.push({ level: 'warning', message, properties: {} });
  }

  /** Each line of a secret is one as well. */
  #mask(data: string): void {
    if (data.trim() === '')
      return this.#warn("Can't add secret mask for empty string in ##[add-mask] command.");
    const lines = data.split(/[\r\n]/u).map((line) => line.trim());
    this.masks.push(...new Set([data, ...lines.filter((line) => line !== '')]));
  }

  #addMatcher(path: string): void {
    if (path === '') return this.#warn('File path must be specified.');
    if (!existsSync(resolve(this.#workspace, path))) throw new Error(`Could not find file '${path}'`);
  }
}

/** What the runner does not repeat when it fails. */
const QUIET = new Set(['add-mask', 'debug', 'error', 'warning', 'notice']);

function nameOf({ name, properties }: Command): string {
  const given = Object.entries(properties).find(([key]) => key.toLowerCase() === 'name')?.[1];
  if (given === undefined) throw new Error(`Required field 'name' is missing in ##[${name}] command.`);
  return given;
}

function disabled({ name }: Command): never {
  throw new Error(`The \`${name}\` command is disabled.`);
}

/** Names are the same whatever their case; the last value stands. */
export function set(record: Record<string, string>, name: string, value: string): void {
  const same = Object.keys(record).find((key) => key.toLowerCase() === name.toLowerCase());
  if (same !== undefined) delete record[same];
  record[name] = value;
}
