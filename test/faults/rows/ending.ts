import { rowsOf, type Setting } from '../fault.ts';
import { always, reportText } from '../scripts.ts';

const WAITING = always({ text: reportText(), delayMs: 60_000 });
const INTERRUPTED = {
  code: 'interrupted',
  says: /cancelled before it was complete/u,
  within: 7_000,
} as const;

export const ENDING = rowsOf('Ending', [
  ['SIGINT while the model is waited for', INTERRUPTED, signalled('SIGINT')],
  ['SIGTERM while the model is waited for', INTERRUPTED, signalled('SIGTERM')],
  ['SIGHUP while the model is waited for', INTERRUPTED, signalled('SIGHUP')],
  [
    'SIGINT, and SIGTERM before the run has ended',
    INTERRUPTED,
    {
      model: WAITING,
      meanwhile: async ({ cli, asked, clock }) => {
        await asked();
        clock();
        cli.kill('SIGINT');
        cli.kill('SIGTERM');
      },
    },
  ],
  [
    'SIGTERM while OpenCode ignores every signal',
    INTERRUPTED,
    {
      ...signalled('SIGTERM'),
      model: always({ text: reportText() }),
      opencode: {
        run: "for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {}); ask().then(stay)",
      },
    },
  ],
  [
    'SIGTERM while the sandbox is made ready',
    INTERRUPTED,
    {
      opencode: { version: 'stay()' },
      meanwhile: async ({ cli, find, clock }) => {
        await find(/^\/opt\/gate\/node \/opt\/gate\/opencode --version/u);
        clock();
        cli.kill('SIGTERM');
      },
    },
  ],
  [
    'SIGTERM while nobody reads standard output',
    { code: 'publish-failed', verdict: null, says: /standard output failed \(EPIPE\)/u, within: 7_000 },
    { ...signalled('SIGTERM'), stdout: 'gone' },
  ],
  [
    'SIGKILL: nothing can be written, and nothing of the run survives',
    { exit: 'SIGKILL', verdict: null, code: null, says: /^$/u, within: 7_000, leaves: true },
    signalled('SIGKILL'),
  ],
]);

function signalled(signal: NodeJS.Signals): Setting {
  return {
    model: WAITING,
    meanwhile: async ({ cli, asked, clock }) => {
      await asked();
      clock();
      cli.kill(signal);
    },
  };
}
