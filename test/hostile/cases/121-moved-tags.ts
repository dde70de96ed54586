import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeRepository, runGit } from '../../adapters/git/make-repository.ts';
import { DIST } from '../../dist.ts';
import { trackedFiles } from '../../repository/tracked-files.ts';
import { type HostileCase, judge } from '../case.ts';
import type { Marker } from '../kit/marker.ts';
import type { Place } from '../kit/place.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** As most workflows name the actions that they use. */
const NAIVE = ['actions/checkout@v7', 'actions/upload-artifact@main', 'acme/scan@v7.0.1'];

/** The project's own build and check, on sources that are small enough for two builds. */
const BUILD = ['scripts', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
const ENTRIES = ['main.ts', 'post.ts', 'cli.ts', 'broker/main.ts', 'sandbox/relay/main.ts'];

export const hostile: HostileCase = {
  number: 121,
  title: 'The tag of an action is moved, and a bundle holds what its sources do not',
  area: 'supply-chain',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const moved = movedTags(place, defence === 'off' ? NAIVE : ownUses());
    const bundle = place.marker('bundle');
    const copy = place.folder('copy');
    const tampered = join(copy, 'dist', 'main', 'index.js');
    if (defence === 'off') cpSync(DIST, join(copy, 'dist'), { recursive: true });
    else {
      for (const name of BUILD) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
      for (const entry of ENTRIES) {
        mkdirSync(dirname(join(copy, 'src', entry)), { recursive: true });
        writeFileSync(join(copy, 'src', entry), `process.stdout.write('${entry}');\nexport {};\n`);
      }
      symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
      build(copy);
    }
    writeFileSync(tampered, `${bundle.js}\n${readFileSync(tampered, 'utf8')}`);
    return judge(defence, {
      'a tag that was moved': moved,
      'a bundle with more in it': defence === 'on' ? unseen(copy) : started(tampered, bundle),
    });
  },
};

/** Every name but a commit's now leads to the attacker's commit; answers which of them a job would take. */
function movedTags(place: Place, uses: readonly string[]): string | null {
  const repository = makeRepository(place);
  repository.commit({ 'index.js': 'good();\n' });
  const evil = repository.commit({ 'index.js': 'steal();\n' });
  const names = uses.map((each) => each.slice(each.indexOf('@') + 1));
  for (const name of names.filter((each) => !/^[0-9a-f]{40}$/u.test(each)))
    repository.git('update-ref', `refs/tags/${name}`, evil);
  const taken = uses.filter((_use, at) => {
    const found = repository.git('for-each-ref', '--format=%(objectname)', `refs/tags/${names[at]}`);
    return found.trim() === evil;
  });
  return taken.length === 0 ? null : `${taken.join(', ')} led to other code`;
}

/** What the workflows here use, and what the documents tell others to use; a placeholder stands for a commit. */
function ownUses(): readonly string[] {
  const files = trackedFiles().filter((path) =>
    /^(?:\.github\/.*\.yml|README\.md|docs\/[\w-]+\.md)$/u.test(path),
  );
  const lines = files.flatMap((path) => readFileSync(join(ROOT, path), 'utf8').split('\n'));
  const uses = lines.flatMap((line) => /^\s*- uses: (\S+@\S+)/u.exec(line)?.[1] ?? []);
  if (uses.length === 0) throw new Error('Nothing is used.');
  return uses.filter((each) => !/@(?:<sha>|SHA)$/u.test(each));
}

function build(copy: string): void {
  execFileSync(process.execPath, [join(copy, 'scripts', 'build.ts')], { stdio: 'ignore' });
}

/** A release that is taken as it is. */
function started(file: string, bundle: Marker): string | null {
  const { stderr } = spawnSync(process.execPath, [file], { env: {}, encoding: 'utf8', timeout: 20_000 });
  return bundle.isMarked(stderr) ? 'ran' : null;
}

/** The project's own check, which builds again and compares with what was committed. */
function unseen(copy: string): string | null {
  runGit(copy, ['init', '--quiet']);
  runGit(copy, ['add', '--force', 'dist']);
  runGit(copy, ['commit', '--quiet', '--message', 'x']);
  const script = join(copy, 'scripts', 'dist-check.ts');
  const { status, stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8', timeout: 100_000 });
  if (status === 0) return 'was not seen';
  const [, ...differing] = stdout.trimEnd().split('\n');
  if (differing.join() !== ' M dist/main/index.js') throw new Error(`The check failed otherwise: ${stdout}`);
  return null;
}
