import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { readEvent } from '../../../src/adapters/github/read-event.ts';
import { pullRequestEvent } from '../../emulators/runner/events.ts';
import { makePull } from '../../emulators/runner/pull.ts';
import { type HostileCase, judge } from '../case.ts';
import { plainGit } from '../kit/repository.ts';

export const hostile: HostileCase = {
  number: 35,
  title: "The server's test merge is older than the head that will be merged",
  area: 'git',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const pull = makePull(place, { base: { 'a.ts': 'old\n' }, head: { 'a.ts': 'harmless\n' } });
    const { repository } = pull;
    // A push right before the run: the head has moved on, `refs/pull/7/merge` has not yet.
    const head = repository.commit({ 'a.ts': 'evil\n' }, { branch: 'discount', parents: [pull.head] });
    repository.git('update-ref', 'refs/pull/7/head', head);
    const workspace = place.folder('workspace');
    await plainGit(workspace, ['clone', '--quiet', '--no-checkout', repository.directory, '.']);
    await plainGit(workspace, ['fetch', '--quiet', 'origin', '+refs/pull/7/*:refs/remotes/pull/7/*']);
    await plainGit(workspace, ['checkout', '--quiet', '--detach', pull.merge]);
    let shown = '';
    if (defence === 'off') {
      shown = await plainGit(workspace, ['diff', 'HEAD^1', 'HEAD']);
    } else {
      const event = pullRequestEvent({ ...pull, head });
      const path = join(place.directory, 'event.json');
      writeFileSync(path, JSON.stringify(event.payload));
      const openApi = () => {
        throw new Error('The payload says it all.');
      };
      const { head: pinned, base, baseRef } = await readEvent({ ...event, path, openApi });
      const repository = gitRepository({
        directory: workspace,
        temporary: place.folder('git'),
        fetch: { url: pull.repository.directory },
      });
      place.after(() => repository.close());
      const range = await repository.resolveRange(base ?? `refs/heads/${baseRef}`, pinned);
      shown = JSON.stringify((await repository.readChange(range)).files.map(({ hunks }) => hunks));
    }
    if (!shown.includes('old')) throw new Error(`There is no change: ${shown.slice(0, 200)}`);
    return judge(defence, { 'the last push': shown.includes('evil') ? null : 'is not reviewed' });
  },
};
