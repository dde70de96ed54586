/** A bwrap for Node that isolates nothing: it runs what it was asked to run, with the paths of the machine. */
export const PRETENDER = `
const fs = require('node:fs');
const { spawn } = require('node:child_process');
const own = process.argv.slice(2, process.argv.indexOf('--'));
const list = own.includes('--args') ? fs.readFileSync(Number(own[own.indexOf('--args') + 1]), 'latin1').split('\\0') : [];
const [paths, env] = [{}, {}];
[...own, ...list].forEach((option, at, options) => {
  if (option === '--ro-bind') paths[options[at + 2]] = options[at + 1];
  if (option === '--setenv') env[options[at + 1]] = options[at + 2];
});
const folder = fs.mkdtempSync('/tmp/pretender-');
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
for (const name of ['HOME', 'TMPDIR', 'PWD', 'XDG_CONFIG_HOME']) env[name] = folder;
const real = (path) => paths[path] ?? path;
env.GATE_BROKER = real(env.GATE_BROKER ?? '');
const info = list.indexOf('--info-fd');
if (info !== -1) fs.writeSync(Number(list[info + 1]), JSON.stringify({ 'child-pid': process.pid }, null, 1));
const [program, ...args] = process.argv.slice(process.argv.indexOf('--') + 1).map(real);
const child = spawn(program, args, { env, stdio: 'inherit' });
child.on('exit', (code) => process.exit(code ?? 1));`;
