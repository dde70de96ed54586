import { type HostileCase, judge } from '../case.ts';
import { SEEDED } from '../kit/repository.ts';
import { keptBy, startUp } from '../kit/start-up.ts';

export const hostile: HostileCase = {
  number: 40,
  title: 'Configuration of the pull request names a module, and --pure is set',
  area: 'opencode',
  lanes: ['userns'],
  opencode: true,
  async attack(place, defence) {
    const [one, two] = [place.marker('json'), place.marker('jsonc')];
    const files = {
      ...SEEDED,
      'opencode.json': '{"plugins":["./one.ts"]}',
      'opencode.jsonc': '{"plugin":["./one.ts"]}',
      'one.ts': `${one.js}\nexport default { id: 'x', setup: () => ({}), server: async () => ({}) };\n`,
      '.opencode/opencode.json': '{"plugins":["../two.ts"]}',
      'two.ts': `${two.js}\nexport default { id: 'y', setup: () => ({}), server: async () => ({}) };\n`,
    };
    const started = await startUp(place, defence, { files, naive: { switches: true } });
    return judge(defence, {
      'opencode.json': one.isMarked(started.said) ? 'was executed' : null,
      '.opencode/opencode.json': two.isMarked(started.said) ? 'was executed' : null,
      ...keptBy(started, defence),
    });
  },
};
