import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { pullRequestEvent } from '../../emulators/runner/events.ts';
import { startReviewer } from '../../main/reviewer.ts';
import { type HostileCase, judge } from '../case.ts';
import { startModel } from '../kit/model.ts';
import { runNaive } from '../kit/naive.ts';
import type { Place } from '../kit/place.ts';
import { SEEDED, seededFor } from '../kit/repository.ts';
import { askedOf, runGate, serve, whyOf } from '../kit/served.ts';

/** What a job that builds, tests or lints a change starts, and whose code that is. */
const COMMANDS = ['npm install', 'npm test', 'node --test'] as const;

const SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'pretest', 'test'] as const;

export const hostile: HostileCase = {
  number: 1,
  title: 'A job with secrets checks out the head, and whatever runs by itself there runs',
  area: 'trigger',
  lanes: ['userns'],
  async attack(place, defence) {
    const { files, markers } = plant(place);
    // The most that a workflow can do wrong: the head is checked out where the secrets are.
    const served = await serve(place, { head: seededFor(place, files) });
    const { said, isBare } = defence === 'off' ? await naively() : await byTheGate();
    const got = Object.entries(markers).map(([name, marker]) => [
      name,
      marker.isMarked(...said) ? 'ran' : null,
    ]);
    return judge(defence, {
      ...(Object.fromEntries(got) as Record<string, string | null>),
      'a review without a sandbox': isBare ? 'was made' : null,
    });

    async function naively(): Promise<Came> {
      const { workspace: directory } = served;
      const built: string[] = [];
      for (const command of COMMANDS) built.push(await build(command, directory));
      const model = await startModel(place);
      const run = await runNaive(place, { directory, url: model.url, switches: true });
      return { said: [...built, run.stdout, run.stderr], isBare: model.requests.length > 0 };
    }

    /** Once as it should be, and once as if somebody found the sandbox to be in the way. */
    async function byTheGate(): Promise<Came> {
      const model = await startReviewer(place);
      const stranger = { name: 'pull_request_target', headRepository: 'stranger/shop' } as const;
      const event = pullRequestEvent(served.pull, stranger);
      const inputs = askedOf(model.url);
      const step = await runGate(place, served, { event, inputs });
      if (model.requests.length === 0) throw new Error(`No review: ${whyOf(step)}`);
      const asked = model.requests.length;
      const bare = await runGate(place, served, {
        event,
        inputs: { ...inputs, sandbox: 'dangerously-none' },
      });
      const said = [step.stdout, step.stderr, bare.stdout, bare.stderr];
      return { said, isBare: model.requests.length > asked };
    }
  },
};

/** All that was printed, and whether OpenCode was started with nothing around it. */
type Came = { readonly said: readonly string[]; readonly isBare: boolean };

function plant(place: Place) {
  const names = [...SCRIPTS, 'npm options', 'a test file', 'a plug-in'] as const;
  const markers = Object.fromEntries(
    names.map((name) => [name, place.marker(name.replaceAll(' ', '-'))] as const),
  );
  const shell = (name: string) => markers[name]?.shell ?? '';
  const js = (name: string) => markers[name]?.js ?? '';
  const scripts = Object.fromEntries(SCRIPTS.map((name) => [name, `${shell(name)}; node -e 0`]));
  const files = {
    ...SEEDED,
    'package.json': JSON.stringify({ name: 'shop', version: '1.0.0', scripts }),
    '.npmrc': 'node-options=--require ./options.cjs\n',
    'options.cjs': js('npm options'),
    'shop.test.js': js('a test file'),
    '.opencode/plugin/p.js': `${js('a plug-in')}\nexport const P = async () => ({});\n`,
  };
  return { files, markers };
}

function build(command: string, cwd: string): Promise<string> {
  const [program = '', ...args] = command.split(' ');
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: cwd,
    npm_config_offline: 'true',
    npm_config_audit: 'false',
  };
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env, timeout: 20_000 }, (_error, stdout, stderr) =>
      resolve(`${stdout}${stderr}`),
    );
  });
}
