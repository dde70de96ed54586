import { readdirSync, readlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { GateError, reasonOf } from '../errors.ts';
import { openChannel } from './channel.ts';
import { INSIDE } from './inside.ts';
import { readHardLimits, resourceLimits } from './limits.ts';
import type { ProbePlan, Target } from './relay/instruction.ts';
import { readKind, remedy } from './remedy.ts';
import type { Limits, Mounts, Rung, RungReport, SandboxProcess } from './sandbox.ts';
import { type Bait, layBait } from './self-test/bait.ts';
import { CONTENT, UNWRITABLE } from './self-test/content.ts';
import { FACTS, type Facts } from './self-test/facts.ts';
import { judge } from './self-test/judge.ts';

/** Longest wait for the probe, in milliseconds; it needs about 200. */
const PROBE_MS = 15_000;

/** A line with the probe's facts. */
const LINE_BYTES = 1024 * 1024;

/**
 * Proves a rung by effects: the very process that would run OpenCode, with the same arguments, tries what it must
 * not be able to do. Any doubt is a failed check. Rejects only with GateError `state-unwritable`; needs no broker.
 */
export async function selfTest(rung: Rung, mounts: Mounts, limits: Limits): Promise<RungReport> {
  const start = performance.now();
  const { checks, trouble } = await tryRung(rung, mounts, limits);
  const failed = Object.keys(checks).filter((name) => !checks[name]);
  const report = {
    rung: rung.name,
    passed: failed.length === 0,
    checks,
    ms: Math.round(performance.now() - start),
  };
  return report.passed ? report : { ...report, why: remedy({ failed, trouble, kind: readKind() }) };
}

type Tried = { readonly checks: Readonly<Record<string, boolean>>; readonly trouble: string | null };

async function tryRung(rung: Rung, mounts: Mounts, limits: Limits): Promise<Tried> {
  let bait: Bait | null = null;
  let process: SandboxProcess | null = null;
  try {
    bait = await layBait();
    process = rung.open({ ...mounts, brokerSocket: bait.brokerSocket }, limits).start();
    const facts = parseFacts(await askProbe(process, probePlan(bait, mounts)));
    const killed = await process.kill().then(
      () => true,
      () => false,
    );
    const resources = resourceLimits(limits, readHardLimits());
    const { brokerAnswer } = bait;
    const checks = judge(facts, { limits, resources, brokerAnswer, namespaces: ownNamespaces() });
    return {
      checks: { starts: true, ...checks, 'nothing-arrived': !bait.touched(), 'kill-leaves-nothing': killed },
      trouble: null,
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

function askProbe(process: SandboxProcess, plan: ProbePlan): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => void process.kill().catch(reject), PROBE_MS);
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

function probePlan(bait: Bait, mounts: Mounts): ProbePlan {
  return {
    hidden: hiddenPaths(bait, mounts),
    directories: Object.keys(CONTENT),
    targets: targets(bait),
    unwritable: UNWRITABLE,
    readable: [INSIDE.view, INSIDE.config],
    executable: [INSIDE.opencode, INSIDE.ripgrep],
    // bwrap is there anyway, as process 1; with a user namespace to be had it would succeed.
    nested: ['/usr/bin/bwrap', '--unshare-user', '--ro-bind', '/', '/', '/usr/bin/prlimit', '--version'],
  };
}

/** Host paths that no sandbox has; those it has under the same name are compared by content instead. */
function hiddenPaths(bait: Bait, mounts: Mounts): readonly string[] {
  const { env } = process;
  const places = [
    homedir(),
    process.cwd(),
    env['GITHUB_WORKSPACE'],
    env['RUNNER_TEMP'],
    '/root',
    '/var',
    '/sys',
    '/boot',
  ];
  const known = [...Object.keys(CONTENT), INSIDE.view, '/proc'];
  return [bait.directory, bait.canaryFile, bait.pathSocket, mounts.view, mounts.config]
    .concat(places.flatMap((path) => path ?? []))
    .filter((path) => path !== '' && !known.includes(path) && !/^\/(usr\/)?lib(64)?\//.test(path));
}

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
