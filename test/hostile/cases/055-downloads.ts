import { type HostileCase, judge } from '../case.ts';
import { resultsOf } from '../kit/model.ts';
import { attemptsBelow } from '../kit/sockets.ts';
import { keptBy, startUp } from '../kit/start-up.ts';
import { startTrap } from '../kit/trap.ts';

export const hostile: HostileCase = {
  number: 55,
  title: 'OpenCode downloads at run time: models, its library, ripgrep',
  area: 'opencode',
  lanes: ['userns'],
  opencode: true,
  async attack(place, defence) {
    // Whoever sits on the way out sees, and may answer, every download.
    const proxy = await startTrap(place);
    const hosts = () => proxy.requests.map(({ url }) => url.replace(/^https?:\/\//u, ''));
    const went = (to: RegExp) => hosts().find((host) => to.test(host)) ?? null;
    const [models, ripgrep] = [/models/u, /^github\.com/u];
    const library = /^(?!.*models|github)/u;
    const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
    const env = {
      ...Object.fromEntries(names.map((name) => [name, proxy.url])),
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
    };
    let attempts: Readonly<Record<string, number>> = {};
    const started = await startUp(place, defence, {
      env,
      files: { 'a.ts': 'const needle = 1;\n' },
      respond: (tree) => (request) => {
        // The proof of the sandbox tries to get out as well; this is asked when it is over.
        attempts = attemptsBelow();
        if (request.answers > 0) return { text: 'done' };
        return { toolCalls: [{ name: 'grep', args: { pattern: 'needle', path: tree } }] };
      },
      naive: { bare: true, until: () => [models, library, ripgrep].every((to) => went(to) !== null) },
    });
    if (defence === 'off')
      return judge(defence, {
        'the list of models': went(models),
        'its library': went(library),
        ripgrep: went(ripgrep),
      });
    if (resultsOf(started.model)[0]?.includes('a.ts') !== true) throw new Error('Nothing was found.');
    const left = Object.values(attempts);
    if (left.length === 0) throw new Error('The network of the sandbox was not seen.');
    return judge(defence, {
      'the proxy': proxy.caught(),
      'any other way': left.every((count) => count === 0) ? null : `tried ${left.join(', ')} times`,
      ...keptBy(started, defence),
    });
  },
};
