import { type Github, startGithub } from '../../emulators/github/start-github.ts';
import type { StepResult } from '../../emulators/runner/run-step.ts';
import type { Defence } from '../case.ts';
import type { Place } from './place.ts';
import { isGreen, runGate, type Served, serve, WIDE, whyOf } from './served.ts';

export const ACCEPT = '/review-gate accept';
const POLICY = { contest: { command: ACCEPT, codeOwnerFor: [] } };

/** Anybody on the server; `said` are the lines that the summary offers, with a reason. */
export type Way = (scene: {
  readonly github: Github;
  readonly said: string;
  readonly served: Served;
}) => unknown;
/** A workflow that goes by what it finds on the pull request. */
export type Naively = (place: Place, served: Served, github: Github) => Promise<StepResult>;

const PEOPLE = {
  octocat: { role: 'admin' },
  alice: { role: 'maintain' },
  bob: { role: 'write' },
  'evil-app[bot]': { role: 'admin', type: 'Bot' },
  'dependabot[bot]': { role: 'maintain', type: 'Bot' },
  'github-actions[bot]': { role: 'admin', type: 'Bot' },
} as const;

/**
 * A pull request that blocks, and whether it passes once something was said about it, for each of the ways. In the end a
 * maintainer says the same, who may: otherwise nothing of it would mean anything.
 */
export async function acceptAll(
  place: Place,
  defence: Defence,
  ways: Readonly<Record<string, Way>>,
  naively: Naively,
): Promise<Readonly<Record<string, string | null>>> {
  const base = { '.github/review-gate.jsonc': JSON.stringify(POLICY) };
  const served = await serve(place, { base, head: WIDE });
  const { repository, head } = served.pull;
  const open = () =>
    startGithub(place, { directory: repository.directory, pulls: [{ number: 7, head }], people: PEOPLE });
  const judge = ({ url }: Github) => {
    // What is published does not matter here, and takes seconds.
    const inputs = { review: 'off', publish: 'annotations, summary' };
    return runGate(place, served, { inputs, api: url });
  };
  const first = await judge(await open());
  const lines = first.summary?.match(/^\/review-gate accept .*$/gmu) ?? [];
  if (lines.length === 0) throw new Error(`There is nothing to accept: ${whyOf(first)}`);
  const said = lines.map((line) => line.replace('<why>', 'It is fine.')).join('\n');
  const pass = async (way: Way, isGate: boolean) => {
    const github = await open();
    way({ github, said, served });
    const step = isGate ? await judge(github) : await naively(place, served, github);
    return isGreen(step) ? 'passed' : null;
  };
  const got = await Promise.all(
    Object.entries(ways).map(async ([name, way]) => [name, await pass(way, defence === 'on')] as const),
  );
  const control = await pass(({ github }) => github.comment('alice', said), true);
  if (control === null) throw new Error('Nobody can accept anything.');
  return Object.fromEntries(got);
}
