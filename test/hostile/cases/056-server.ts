import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { INSIDE } from '../../../src/sandbox/inside.ts';
import { type HostileCase, judge } from '../case.ts';
import { startModel } from '../kit/model.ts';
import { naiveEnvironment } from '../kit/naive.ts';
import { makePull } from '../kit/repository.ts';
import { runReview } from '../kit/review.ts';
import { type Listener, listenersBelow } from '../kit/sockets.ts';
import { readPull } from '../kit/view.ts';

export const hostile: HostileCase = {
  number: 56,
  title: "A process beside the review gives orders to OpenCode's own server",
  area: 'opencode',
  lanes: ['userns'],
  opencode: true,
  async attack(place, defence) {
    const marker = place.marker();
    const pull = makePull(place, { head: { 'a.ts': 'a\n' } });
    if (defence === 'off') {
      const model = await startModel(place);
      const options = { directory: pull.checkout(), url: model.url };
      const server = spawn(place.opencode.file, ['serve', '--hostname', '127.0.0.1', '--port', '0'], {
        cwd: options.directory,
        env: naiveEnvironment(place, options),
        stdio: 'ignore',
      });
      place.after(() => server.kill('SIGKILL'));
      let answer = 'nothing listens';
      for (const end = Date.now() + 60_000; Date.now() < end && !marker.isMarked(); await sleep(200)) {
        const listeners = listenersBelow();
        if (listeners.length > 0) answer = await giveOrders(listeners, marker.shell);
      }
      if (!marker.isMarked()) throw new Error(`The server did not answer: ${answer}`);
      return judge(defence, { 'an order': 'was obeyed' });
    }
    const seen: Listener[] = [];
    const attacks: Promise<string>[] = [];
    const { view } = await readPull(place, pull);
    const model = await startModel(place, () => {
      // OpenCode is up and waits for its model.
      const listeners = listenersBelow();
      seen.push(...listeners);
      attacks.push(giveOrders(listeners, marker.shell));
      return { text: 'done', delayMs: 500 };
    });
    const { turn } = await runReview(place, { model, view });
    if (turn.outcome !== 'answered') throw new Error(JSON.stringify(turn.reason));
    await Promise.all(attacks);
    if (!seen.some(({ port, here }) => port === INSIDE.port && !here))
      throw new Error('The relay was not seen.');
    const others = seen.filter(({ port, here }) => here || port !== INSIDE.port);
    return judge(defence, {
      'an order': marker.isMarked() ? 'was obeyed' : null,
      'a listener beside the relay': others.length === 0 ? null : `on port ${others[0]?.port}`,
    });
  },
};

/** Opens a session on whatever listens and can be reached, and has a command run in it. */
async function giveOrders(listeners: readonly Listener[], command: string): Promise<string> {
  const answers = listeners
    .filter(({ here }) => here)
    .map(async ({ port }) => {
      const post = async (path: string, body: object): Promise<{ id?: string }> => {
        const response = await fetch(`http://127.0.0.1:${port}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(20_000),
        });
        return (await response.json()) as { id?: string };
      };
      const { id } = await post('/session', {});
      return JSON.stringify(await post(`/session/${id}/shell`, { agent: 'build', command })).slice(0, 80);
    });
  return (await Promise.allSettled(answers))
    .map((each) => (each.status === 'rejected' ? String(each.reason) : each.value))
    .join();
}
