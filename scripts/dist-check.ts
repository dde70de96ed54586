// Rebuilds dist/ in place and says whether the committed bundles are what the sources make. `git status` and not
// `git diff`, because a file that ncc adds is a difference too.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

execFileSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: 'inherit' });
const git = ['-c', `safe.directory=${root}`, '-C', root, 'status', '--porcelain', '--', 'dist'];
const differing = execFileSync('git', git, { encoding: 'utf8' }).trimEnd();

if (differing === '') {
  console.log('dist is what the sources make.');
} else {
  console.log(`dist differs from what the sources make; commit the result of: npm run build\n${differing}`);
  process.exitCode = 1;
}
