import { spawn } from 'node:child_process';
import type { ScriptedModel } from '../../../src/demo/model/scripted-model.ts';
import { type HostileCase, judge } from '../case.ts';
import { withEnvironment } from '../kit/environment.ts';
import { playRounds, sentTo, startModel } from '../kit/model.ts';
import { runNaive } from '../kit/naive.ts';
import type { Place } from '../kit/place.ts';
import { makePull, SEEDED, seededFor } from '../kit/repository.ts';
import { ALL_TOOLS, runReview } from '../kit/review.ts';
import type { Texts } from '../kit/scan.ts';
import { readPull } from '../kit/view.ts';

/** All that a shell can look at; what is found goes into the conversation, and so to the provider. */
const COMMAND = [
  'env',
  'cat "$OPENCODE_CONFIG" /opt/gate/opencode.json',
  'for each in /proc/[0-9]*; do tr "\\0" "\\n" < $each/environ; tr "\\0" "\\n" < $each/cmdline; done',
  'for each in /proc/[0-9]*/fd/*; do case "$(readlink $each)" in /*json|/*env) head -c 4096 $each;; esac; done',
  'grep -rhoa "canary[0-9a-f]*" "$HOME" /tmp/hostile-* /run /opt/gate/*.json /etc/environment',
].join('; ');

export const hostile: HostileCase = {
  number: 86,
  title: 'A hijacked agent with a shell looks for the key of the model everywhere',
  area: 'broker',
  lanes: ['userns'],
  opencode: true,
  async attack(place, defence) {
    const key = place.secret('key');
    // A gateway without thought has the key where everybody of the same user can read it.
    const env = { PATH: '/usr/bin:/bin', MODEL_KEY: place.secret('key of a gateway') };
    const holder = spawn('/bin/sleep', ['120'], { env, stdio: 'ignore' });
    place.after(() => holder.kill('SIGKILL'));
    const variable = place.secret('key in a variable');
    const model = await startModel(
      place,
      playRounds([
        [{ name: 'bash', args: { command: `(${COMMAND}) 2>/dev/null; true`, description: 'Look' } }],
      ]),
    );
    const texts = await withEnvironment({ OPENAI_API_KEY: variable }, () =>
      defence === 'off' ? runWithKey(place, model.url, key, variable) : runByGate(place, model, key),
    );
    if (!model.requests.some(({ exchanges }) => exchanges.length === 1))
      throw new Error('The agent could not look.');
    if (!model.requests.every(({ headers }) => headers['authorization'] === `Bearer ${key}`))
      throw new Error('The provider did not get the key.');
    const found = new Set(place.scan({ ...texts, ...sentTo(model) }).map(({ secret }) => secret));
    return judge(defence, {
      'the key of the model': found.has('key') ? 'was found' : null,
      'a key in a variable of the job': found.has('key in a variable') ? 'was found' : null,
      'a key of a process beside': found.has('key of a gateway') ? 'was found' : null,
    });
  },
};

async function runByGate(place: Place, model: ScriptedModel, key: string): Promise<Texts> {
  const { view } = await readPull(place, makePull(place, { head: { 'a.ts': 'a\n' } }));
  const hijacked = { permission: 'allow', tools: ALL_TOOLS } as const;
  return (await runReview(place, { model, view, key, ...hijacked })).texts;
}

/** The key where OpenCode's own documentation puts it. */
async function runWithKey(place: Place, url: string, key: string, variable: string): Promise<Texts> {
  const scripted = {
    npm: '@ai-sdk/openai-compatible',
    options: { baseURL: `${url}/v1`, apiKey: key },
    models: { 'no-model': { name: 'Scripted', tool_call: true } },
  };
  const directory = makePull(place, { head: seededFor(place, SEEDED) }).checkout();
  const env = { OPENAI_API_KEY: variable };
  return (
    await runNaive(place, { directory, url, env, config: { provider: { scripted }, permission: 'allow' } })
  ).texts;
}
