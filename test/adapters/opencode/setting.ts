import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpencodeAgentOptions, opencodeAgent } from '../../../src/adapters/opencode/opencode-agent.ts';
import type { Scenario } from '../../../src/demo/model/conversations.ts';
import { startScriptedModel } from '../../../src/demo/model/scripted-model.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import type { ReviewTerms, View } from '../../../src/ports.ts';
import type { TrailEvent } from '../../../src/trail/event.ts';
import { makeMounts } from '../../sandbox/mounts.ts';

const root = join(import.meta.dirname, '..', '..', '..');

export const TERMS: ReviewTerms = { limits: DEFAULT_POLICY.limits, reviewer: null };

export type Overrides = Partial<Omit<OpencodeAgentOptions, 'inputs'>> & {
  readonly inputs?: Partial<OpencodeAgentOptions['inputs']>;
  /** Files of the view. */
  readonly files?: Readonly<Record<string, string>>;
};

/**
 * A real agent on a machine of its own: the real OpenCode in the real sandbox, the broker and the relay of the
 * sources, and a scripted model (no model) on loopback.
 */
export async function setUp(
  scenario: Scenario,
  { inputs, files = {}, ...rest }: Overrides = {},
  /** Source of a Node program that runs in the place of OpenCode. */
  program?: string,
) {
  const model = await startScriptedModel(scenario, { maxMs: 120_000 });
  const directory = mkdtempSync(join(tmpdir(), 'gate-test-agent-'));
  const view = writeView(join(directory, 'view'), files);
  const events: TrailEvent[] = [];
  const state = join(directory, 'state');
  mkdirSync(state, { mode: 0o700 });
  const agent = opencodeAgent({
    inputs: {
      model: 'local/vendor/scripted',
      'base-url': `${model.url}/v1`,
      review: 'required',
      sandbox: 'auto',
      'opencode-path': program === undefined ? '' : writeProgram(directory, program),
      'timeout-minutes': 1,
      ...inputs,
    },
    apiKey: 'sk-test-canary-0123456789',
    trail: { record: (event) => events.push(event) },
    state,
    dist: await makeDist(directory),
    ...rest,
  });
  return {
    agent,
    model,
    view,
    events,
    directory,
    kinds: () => events.map((event) => event.kind),
    async [Symbol.asyncDispose]() {
      await agent.close();
      await model.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function writeView(directory: string, files: Readonly<Record<string, string>>): View {
  mkdirSync(directory);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return { directory, renamed: new Map(), leftOut: [], remove: () => Promise.resolve() };
}

/** The bundles' folder as the build makes it, of the present sources, with the locked packages beside it. */
async function makeDist(directory: string): Promise<string> {
  const dist = join(directory, 'dist');
  for (const name of ['broker', 'relay']) mkdirSync(join(dist, name), { recursive: true });
  writeFileSync(join(dist, 'package.json'), '{"type":"module"}');
  const broker = join(root, 'src', 'broker', 'main.ts');
  writeFileSync(join(dist, 'broker', 'index.js'), `import ${JSON.stringify(broker)};\n`);
  const { mounts, remove } = await makeMounts();
  copyFileSync(mounts.relay, join(dist, 'relay', 'index.js'));
  remove();
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  return dist;
}

/** Run by the Node that the sandbox has. */
function writeProgram(directory: string, source: string): string {
  const path = join(directory, 'my-opencode');
  writeFileSync(path, `#!/opt/gate/node\n${source}\n`);
  chmodSync(path, 0o755);
  return path;
}
