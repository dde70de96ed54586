import { type HostileCase, judge } from '../case.ts';
import { playRounds, resultsOf, startModel } from '../kit/model.ts';
import { makePull } from '../kit/repository.ts';
import { runReview } from '../kit/review.ts';
import { obeyedIn, viewFor } from '../kit/view.ts';

const WAYS = ['.ignore', '.rgignore', '.gitignore'] as const;

export const hostile: HostileCase = {
  number: 32,
  title: 'Ignore files of the change hide its folders from the search',
  area: 'git',
  lanes: ['userns'],
  opencode: true,
  async attack(place, defence) {
    const folder = (way: string) => `by-${way.slice(1)}`;
    const files = WAYS.map((way) => [`${folder(way)}/${way}`, '*\n'] as const);
    const hidden = WAYS.map(
      (way) => [`${folder(way)}/hidden.ts`, `needle(${JSON.stringify(way)})\n`] as const,
    );
    const top = { '.ignore': 'by-top/\n', 'by-top/hidden.ts': 'needle("top")\n' };
    const pull = makePull(place, {
      head: {
        ...Object.fromEntries(files),
        ...Object.fromEntries(hidden),
        ...top,
        'seen.ts': 'needle("seen")\n',
      },
    });
    const view = await viewFor(place, pull, defence);
    const path = defence === 'off' ? view.directory : '/pr';
    const round = [
      { name: 'grep', args: { pattern: 'needle\\(', path } },
      { name: 'glob', args: { pattern: '**/*.ts', path } },
    ];
    const model = await startModel(place, playRounds([round]));
    await runReview(place, { model, view, sandbox: defence === 'off' ? 'dangerously-none' : 'auto' });
    const [grep = '', glob = ''] = resultsOf(model);
    if (!grep.includes('seen.ts') || !glob.includes('seen.ts'))
      throw new Error(`Nothing was found: ${grep}${glob}`);
    const lost = (way: string) => {
      const file = `${folder(way)}/hidden.ts`;
      const tools = [...(grep.includes(file) ? [] : ['grep']), ...(glob.includes(file) ? [] : ['glob'])];
      return tools.length > 0 ? `not seen by ${tools.join(' and ')}` : null;
    };
    return judge(defence, {
      ...Object.fromEntries([...WAYS, '.top'].map((way) => [way, lost(way)])),
      ...(defence === 'on' ? { view: obeyedIn(view) } : {}),
    });
  },
};
