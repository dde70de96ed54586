import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnvFile } from '../../emulators/env-file-parser.ts';
import type { RunEvent } from '../../emulators/runner/events.ts';
import { type HostileCase, judge } from '../case.ts';
import { runScript } from '../kit/naive-workflow.ts';
import { isGreen, runGate, serve, shownBy, WIDE } from '../kit/served.ts';

/** The second job of the usual pair: takes the number and the text from what the first one has uploaded. */
const NAIVE = `
echo "PR=$(cat pr/number)" >> "$GITHUB_ENV"
echo "comment on $(head -n 1 pr/number): $(cat pr/report.md)"
tar -C pr -xPf pr/files.tar
`;

export const hostile: HostileCase = {
  number: 9,
  title: "A privileged job takes the number, the report and files from a stranger's artifact",
  area: 'trigger',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const served = await serve(place, { head: WIDE });
    const { workspace, pull } = served;
    const victim = join(place.directory, `overwritten-${defence}`);
    const secret = join(place.folder('runner'), 'credentials');
    writeFileSync(secret, place.secret('a file of the runner'));
    upload(workspace, secret, victim);
    const event: RunEvent = {
      name: 'workflow_run',
      sha: pull.tip,
      ref: 'refs/heads/main',
      payload: {
        action: 'completed',
        workflow_run: { head_sha: pull.head, head_branch: 'discount', pull_requests: [] },
        repository: { full_name: 'acme/shop', default_branch: 'main' },
      },
    };
    const environment = join(place.directory, 'environment');
    writeFileSync(environment, '');
    let shown: string;
    let variables: Readonly<Record<string, string>>;
    if (defence === 'off') {
      shown = runScript(NAIVE, workspace, { GITHUB_ENV: environment });
      variables = parseEnvFile(readFileSync(environment, 'utf8'));
    } else {
      const step = await runGate(place, served, { event });
      if (isGreen(step)) throw new Error('An event without a change was passed.');
      shown = shownBy(step);
      variables = step.env;
    }
    return judge(defence, {
      'a second line': variables['NODE_OPTIONS'] ?? null,
      'another pull request': /comment on 1\b/u.test(shown) ? 'was reported on' : null,
      'a link': place.scan({ shown }).length > 0 ? 'was followed' : null,
      'a path that goes up': existsSync(victim) ? 'written' : null,
    });
  },
};

function upload(workspace: string, secret: string, victim: string): void {
  const folder = join(workspace, 'pr');
  mkdirSync(folder);
  writeFileSync(join(folder, 'number'), '1\nNODE_OPTIONS=--require=/tmp/x.cjs\n');
  symlinkSync(secret, join(folder, 'report.md'));
  writeFileSync(join(folder, 'payload'), 'overwritten\n');
  runScript(`tar -C pr -cPf pr/files.tar --transform='s,^payload$,${victim},' payload`, workspace);
}
