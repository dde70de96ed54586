import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { makePull, type Pull, plainGit } from '../kit/repository.ts';
import { readPull } from '../kit/view.ts';

export const hostile: HostileCase = {
  number: 34,
  title: 'Replaced objects, grafts and a stand-in history show another change',
  area: 'git',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const pull = makePull(place, {
      base: { 'a.ts': 'old\n', 'b.ts': 'old\n' },
      head: { 'a.ts': 'evil a\n', 'b.ts': 'evil b\n' },
    });
    const { repository, base, head } = pull;
    const harmless = repository.commit(
      { 'a.ts': 'old\n', 'b.ts': 'evil b\n' },
      { branch: 'other', parents: [base] },
    );
    // A mirror takes every ref of the server, those that replace objects among them.
    const replaced = await mirror(pull, place.folder('replaced'), ['replace', head, harmless]);
    const blob = repository.git('rev-parse', `${head}:b.ts`).trim();
    const plain = repository.git('rev-parse', `${base}:b.ts`).trim();
    const file = await mirror(pull, place.folder('file'), ['replace', blob, plain]);
    const grafted = await mirror(pull, place.folder('grafted'), ['replace', '-d', head]);
    mkdirSync(join(grafted, 'info'), { recursive: true });
    // The head has no parents any more, and so no merge base: what a careless tool then shows is its own choice.
    writeFileSync(join(grafted, 'info', 'grafts'), `${head}\n`);
    const read = async (directory: string) => {
      if (defence === 'off') {
        const from = await plainGit(directory, ['merge-base', base, head]);
        return plainGit(directory, ['diff', from.trim() || head, head]);
      }
      const { change } = await readPull(place, pull, directory);
      return JSON.stringify(change.files.map(({ hunks }) => hunks));
    };
    const [one, two, three] = [await read(replaced), await read(file), await read(grafted)];
    return judge(defence, {
      'a replaced commit': one.includes('evil a') ? null : 'the line is not shown',
      'a replaced file': two.includes('evil b') ? null : 'the line is not shown',
      'a graft': three.includes('evil a') ? null : 'the line is not shown',
    });
  },
};

async function mirror({ repository }: Pull, directory: string, command: readonly string[]): Promise<string> {
  repository.git(...command);
  await plainGit(directory, ['clone', '--quiet', '--mirror', repository.directory, '.']);
  return directory;
}
