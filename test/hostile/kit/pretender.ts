/**
 * A bwrap for Node that isolates nothing and says that it did: it runs what it was asked to run with the paths of the
 * machine, the right variables and the right limits. What would give up a root's rights is left out, too, and where a
 * root starts one bwrap by another, the second one learns from the first where things really are. It ends with whoever
 * started it, since nothing else would end what is not isolated; what it writes lies in the directory.
 */
export const pretender = (directory: string) => `
const fs = require('node:fs');
const { spawn } = require('node:child_process');
const at = process.argv.indexOf('--');
// The proof asks for one more sandbox, without this sign: it is given nothing, and told that it has it. Without this
// line the program would start itself for ever.
if (at === -1) process.exit(0);
const own = process.argv.slice(2, at);
const list = own.includes('--args') ? fs.readFileSync(Number(own[own.indexOf('--args') + 1]), 'latin1').split('\\0') : [];
const [paths, env] = [JSON.parse(process.env.PRETENDER_PATHS ?? '{}'), {}];
[...own, ...list].forEach((option, index, options) => {
  if (option === '--ro-bind' && options[index + 1] !== options[index + 2]) paths[options[index + 2]] = options[index + 1];
  if (option === '--setenv') env[options[index + 1]] = options[index + 2];
});
const real = (path) => (paths[path] === undefined ? path : real(paths[path]));
const words = process.argv.slice(at + 1);
const leaving = words.findIndex((word) => word.endsWith('/setpriv'));
const next = words.findIndex((word, index) => index > leaving && /\\/(node|bwrap|prlimit)$/.test(word));
const command = leaving === -1 ? words : [...words.slice(0, leaving), ...words.slice(next)];
if (list.length === 0) env.PRETENDER_PATHS = JSON.stringify(paths);
else {
  env.XDG_CONFIG_HOME = fs.mkdtempSync(${JSON.stringify(`${directory}/pretender-`)});
  process.on('exit', () => fs.rmSync(env.XDG_CONFIG_HOME, { recursive: true, force: true }));
  // The port is free inside; out here another run may have it.
  env.GATE_RELAY_PORT = '0';
  // The program names a Node that is only in the sandbox.
  const program = env.XDG_CONFIG_HOME + '/program';
  fs.writeFileSync(program, '#!/bin/sh\\nexec ' + process.execPath + ' ' + real(env.GATE_OPENCODE) + ' "$@"\\n', { mode: 0o755 });
  Object.assign(env, { HOME: env.XDG_CONFIG_HOME, TMPDIR: env.XDG_CONFIG_HOME, GATE_BROKER: real(env.GATE_BROKER), GATE_OPENCODE: program });
}
const isOpen = (number) => { try { fs.fstatSync(number); return true; } catch { return false; } };
const stdio = Array.from({ length: 9 }, (_, number) => (number < 3 || (list.length === 0 && isOpen(number)) ? number : 'ignore'));
const [program, ...args] = command.map(real);
const parent = process.ppid;
const child = spawn(program, args, { env, stdio }).on('exit', (code) => process.exit(code ?? 1));
setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGKILL');
}, 100);
if (list.length > 0) {
  const info = Number(list[list.indexOf('--info-fd') + 1]);
  fs.writeSync(info, JSON.stringify({ 'child-pid': child.pid }, null, 1));
  fs.closeSync(info);
}`;
