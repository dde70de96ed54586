import { type HostileCase, judge } from '../case.ts';
import { keptBy, startUp } from '../kit/start-up.ts';

export const hostile: HostileCase = {
  number: 53,
  title: 'A variable makes a bare Bun of OpenCode, which obeys .env and bunfig.toml',
  area: 'opencode',
  lanes: ['userns'],
  opencode: true,
  async attack(place, defence) {
    const [script, preload, variable] = [
      place.marker('script'),
      place.marker('preload'),
      place.marker('variable'),
    ];
    const started = await startUp(place, defence, {
      // An earlier step of the job can write variables for the later ones.
      env: { BUN_BE_BUN: '1' },
      files: {
        'bunfig.toml': 'preload = ["./preload.ts"]\n[run]\nsilent = true\n',
        'preload.ts': `${preload.js}\n`,
        '.env': 'FROM_THE_CHANGE=1\n',
        'review.ts': `${script.js}\nif (process.env.FROM_THE_CHANGE) ${variable.js}\n`,
      },
      naive: { args: ['run', 'review'] },
    });
    return judge(defence, {
      'a file named like the message': script.isMarked(started.said) ? 'was executed' : null,
      'the preload of bunfig.toml': preload.isMarked(started.said) ? 'was executed' : null,
      'a variable of .env': variable.isMarked(started.said) ? 'was set' : null,
      ...keptBy(started, defence),
    });
  },
};
