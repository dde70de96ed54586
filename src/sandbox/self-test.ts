import { readdirSync, readlinkSync } from 'node:fs';
import { arch, homedir } from 'node:os';
import { GateError, reasonOf } from '../errors.ts';
import { openChannel } from './channel.ts';
import { INSIDE } from './inside.ts';
import { readHardLimits, resourceLimits } from './limits.ts';
import type { ProbePlan, Target } from './relay/instruction.ts';
import type { Limits, MemoryBound, Mounts, Promises, Rung, RungReport, SandboxProcess } from './sandbox.ts';
import { attemptsFor, callerFor } from './self-test/attempts.ts';
import { type Bait, layBait } from './self-test/bait.ts';
import { FACTS, type Facts } from './self-test/facts.ts';
import { judge } from './self-test/judge.ts';

/** Longest wait for the probe, in milliseconds; it needs about 200. */
const PROBE_MS = 15_000;

/** A line with the probe's facts. */
const LINE_BYTES = 1024 * 1024;

/**
 * Proves a rung by effects: the very process that would run OpenCode, with the same arguments, tries what it must
 * not be able to do. Any doubt is a failed check; so is an answer that takes longer than `withinMs`. Rejects only with
 * GateError `state-unwritable`; needs no broker.
 */
export async function selfTest(
  rung: Rung,
  mounts: Mounts,
  limits: Limits,
  withinMs: number = PROBE_MS,
): Promise<RungReport> {
  const start = performance.now();
  const { checks, trouble, ...found } = await tryRung(rung, mounts, limits, Math.min(withinMs, PROBE_MS));
  const failed = Object.keys(checks).filter((name) => !checks[name]);
  const report = {
    rung: rung.name,
    passed: failed.length === 0,
    checks,
    ...found,
    ms: Math.round(performance.now() - start),
  };
  if (report.passed) return report;
  return { ...report, why: trouble ?? `The isolation is not complete (failed: ${failed.join(', ')}).` };
}

type Tried = {
  readonly checks: Readonly<Record<string, boolean>>;
  readonly trouble: string | null;
  readonly memory?: MemoryBound;
};

async function tryRung(rung: Rung, mounts: Mounts, limits: Limits, withinMs: number): Promise<Tried> {
  let bait: Bait | null = null;
  let process: SandboxProcess | null = null;
  try {
    bait = await layBait();
    const sandbox = rung.open({ ...mounts, brokerSocket: bait.brokerSocket }, limits);
    const { promises } = sandbox;
    process = sandbox.start();
    const facts = parseFacts(await askProbe(process, probePlan(bait, mounts, promises), withinMs));
    const killed = await process.kill().then(
      () => true,
      () => false,
    );
    const resources = resourceLimits(limits, readHardLimits());
    const { brokerAnswer } = bait;
    const [namespaces, attempts] = [ownNamespaces(), attemptsFor(arch())];
    const checks = judge(facts, { promises, limits, resources, brokerAnswer, namespaces, attempts });
    return {
      checks: { starts: true, ...checks, 'nothing-arrived': !bait.touched(), 'kill-leaves-nothing': killed },
      trouble: null,
      memory: promises.memory,
    };
  } catch (error) {
    await process?.kill().catch(() => undefined);
    // Another rung would meet the same full disk, and it is no fault of the isolation.
    if (error instanceof GateError && error.code === 'state-unwritable') throw error;
    return { checks: { starts: false }, trouble: reasonOf(error).message };
  } finally {
    bait?.remove();
  }
}

function askProbe(process: SandboxProcess, plan: ProbePlan, withinMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => void process.kill().catch(reject), withinMs);
    const end = (why: GateError) => {
      clearTimeout(timer);
      reject(why);
    };
    const channel = openChannel(process, LINE_BYTES, {
      onEnd: end,
      onFrame: (frame) => {
        if ('ready' in frame) channel.send({ probe: plan });
        if ('probe' in frame) resolve(frame.probe);
        if ('probe' in frame) clearTimeout(timer);
      },
    });
  });
}

function ownNamespaces(): readonly string[] {
  return readdirSync('/proc/self/ns').map((name) => readlinkSync(`/proc/self/ns/${name}`));
}

function parseFacts(answer: unknown): Facts {
  const { data } = FACTS.safeParse(answer);
  if (data !== undefined) return data;
  throw new GateError('sandbox-failed', 'The probe in the sandbox answered nonsense.');
}

function probePlan(bait: Bait, mounts: Mounts, promises: Promises): ProbePlan {
  return {
    hidden: hiddenPaths(bait, mounts, promises),
    directories: Object.keys(promises.content),
    targets: targets(bait),
    unwritable: promises.unwritable,
    readable: [INSIDE.view, INSIDE.config],
    executable: [INSIDE.opencode, INSIDE.ripgrep],
    nested: promises.nested,
    caller: callerFor(arch()),
  };
}

/** Host paths that no sandbox has; those it has under the same name are compared by content instead. */
function hiddenPaths(bait: Bait, mounts: Mounts, { content }: Promises): readonly string[] {
  const { env } = process;
  const places = [homedir(), process.cwd(), env['GITHUB_WORKSPACE'], env['RUNNER_TEMP']];
  const ours = [bait.directory, bait.canaryFile, bait.pathSocket, mounts.view, mounts.config];
  const known = [...Object.keys(content), '/', INSIDE.view, '/proc'];
  return ours
    .concat(places.flatMap((path) => path ?? []))
    .filter((path) => path !== '' && !known.includes(path) && !/^\/(usr\/)?lib(64)?\//.test(path))
    .filter((path) => '/' in content || !SYSTEM.includes(path))
    .concat('/' in content ? SYSTEM : []);
}

/** What an image has of its own, under the names that the machine has too. */
const SYSTEM = ['/root', '/var', '/sys', '/boot'];

/** Addresses for documentation, where no packet finds anyone, and the ones where clouds keep credentials. */
function targets(bait: Bait): readonly Target[] {
  const tcp = (name: string, at: string, port: number): Target => ({ name, kind: 'tcp', at, port });
  return [
    tcp('host-loopback', '127.0.0.1', bait.port),
    tcp('internet-4', '192.0.2.1', 443),
    tcp('internet-6', '2001:db8::1', 443),
    tcp('metadata', '169.254.169.254', 80),
    tcp('metadata-azure', '168.63.129.16', 80),
    { name: 'dns', kind: 'udp', at: '192.0.2.53', port: 53 },
    { name: 'unix-path', kind: 'unix', at: bait.pathSocket, port: 0 },
    { name: 'unix-abstract', kind: 'unix', at: bait.abstractSocket, port: 0 },
  ];
}
