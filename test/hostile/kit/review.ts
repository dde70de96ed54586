import { openSession } from '../../../src/adapters/opencode/open-session.ts';
import { prepareRun } from '../../../src/adapters/opencode/prepare-run.ts';
import type { Broker } from '../../../src/broker/broker.ts';
import type { ScriptedModel } from '../../../src/demo/model/scripted-model.ts';
import type { Reason } from '../../../src/errors.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import type { View } from '../../../src/ports.ts';
import type { Permission } from '../../../src/review/agent-config.ts';
import type { Turn } from '../../../src/review/turn.ts';
import type { SandboxProcess } from '../../../src/sandbox/sandbox.ts';
import type { TrailEvent } from '../../../src/trail/event.ts';
import { DIST } from '../../dist.ts';
import { RIPGREP } from './bundles.ts';
import { sentTo } from './model.ts';
import type { Place } from './place.ts';
import type { Texts } from './scan.ts';

export type ReviewOptions = {
  readonly model: ScriptedModel;
  readonly view: View;
  /** `auto`, or with the defence off `dangerously-none`. */
  readonly sandbox?: 'auto' | 'dangerously-none';
  readonly brief?: string;
  /** The model key; no secret of the case unless it says so. */
  readonly key?: string;
  /** What the hijacked agent may do instead of the reviewer's permissions, and the tools it may offer for that. */
  readonly permission?: Permission;
  readonly tools?: readonly string[];
  /** Seconds until the review ends itself. */
  readonly seconds?: number;
};

export type Reviewed = {
  readonly turn: Turn;
  /** Why the gate calls the run tampered with or failed, whatever the turn said. */
  readonly trouble: Reason | null;
  readonly trail: readonly TrailEvent[];
  /** Everything that left the sandboxed tree, frame by frame. */
  readonly output: string;
  /** All that came out: frames, trail, requests to the provider. */
  readonly texts: Texts;
};

/** Every tool that OpenCode offers when everything is allowed. */
export const ALL_TOOLS = [
  'bash',
  'edit',
  'glob',
  'grep',
  'read',
  'skill',
  'task',
  'todowrite',
  'webfetch',
  'write',
];

/**
 * The gate's own review of a view: the OpenCode of the place in the proven sandbox, the broker with the key beside it,
 * one turn. It is what the Action does between reading the change and judging the report.
 */
export async function runReview(place: Place, options: ReviewOptions): Promise<Reviewed> {
  const { model, view, key = 'sk-of-the-case-0123456789', seconds = 60 } = options;
  const trail: TrailEvent[] = [];
  const state = place.folder('state');
  let broker: Broker | null = null;
  place.after(() => broker?.close());
  const request = {
    inputs: {
      model: 'local/vendor/scripted',
      'base-url': `${model.url}/v1`,
      sandbox: options.sandbox ?? 'auto',
    },
    apiKey: key,
    trail: { record: (event: TrailEvent) => void trail.push(event) },
    state,
    dist: DIST,
    totalMs: seconds * 1000,
    executables: Promise.resolve(executablesOf(place)),
    opened: (opened: Broker) => {
      broker = opened;
    },
    signal: AbortSignal.timeout(seconds * 1000),
    ...(options.permission === undefined ? {} : { permission: options.permission }),
    ...(options.tools === undefined ? {} : { tools: options.tools }),
  };
  const prepared = await prepareRun(request, view, { limits: DEFAULT_POLICY.limits, reviewer: null });
  const output: Buffer[] = [];
  const sandbox = { ...prepared.sandbox, start: () => tee(prepared.sandbox.start(), output) };
  const limits = { idleMs: seconds * 1000, endsAt: Date.now() + seconds * 1000 };
  const session = openSession({ ...prepared, sandbox, bundle: 1, limits, trail: request.trail });
  try {
    const turn = await session.ask(options.brief ?? 'Review the change.');
    await session.close();
    await prepared.broker.close();
    const said = Buffer.concat(output).toString('utf8');
    const texts = {
      frames: said,
      trail: JSON.stringify(trail),
      turn: JSON.stringify(turn),
      ...sentTo(model),
    };
    return { turn, trouble: prepared.broker.trouble(), trail, output: said, texts };
  } finally {
    await session.close();
    await prepared.broker.close();
  }
}

/** Another version of OpenCode is run as if it were the pinned one: what it does is the question, not its number. */
function executablesOf({ opencode }: Place) {
  const checked = {
    opencode: { path: opencode.file, sha256: '' },
    ripgrep: { path: RIPGREP, sha256: '' },
    isPinned: true,
  };
  return { opencode: opencode.file, ripgrep: RIPGREP, checked: Promise.resolve(checked) };
}

function tee(process: SandboxProcess, output: Buffer[]): SandboxProcess {
  for (const stream of [process.stdout, process.stderr])
    stream.on('data', (chunk: Buffer) => output.push(Buffer.from(chunk)));
  return process;
}
