import { type HostileCase, judge } from '../case.ts';
import { NODE } from '../kit/bundles.ts';
import { reportOf, runInProcess, startedIn } from '../kit/in-process.ts';
import { startTrap } from '../kit/trap.ts';

/** Asks for the keys that a cloud gives to whoever runs on its machine, and for what else listens on the loopback. */
const ASKER = `
const ask = (url) => fetch(url, { headers: { Metadata: 'true', 'Metadata-Flavor': 'Google' }, signal: AbortSignal.timeout(2500) })
  .then((answer) => answer.text()).catch(() => '');
(async () => console.log(JSON.stringify(await Promise.all(process.argv.slice(3).map(ask)))))();`;

/** Where clouds keep them: Amazon, Google, Azure and others; Azure's wire server; Alibaba; Amazon's for containers. */
const ADDRESSES = ['169.254.169.254', '168.63.129.16', '100.100.100.200', '169.254.170.2'];

/** The service of a cloud on addresses of a network of its own, which is the machine's for all that is started in it. */
const SERVE = `
const { createServer } = require('node:http');
createServer((_request, response) => response.end(process.argv[1])).listen(80, '0.0.0.0', () => console.log('ready'));
setTimeout(() => process.exit(), 60000);`;

/** \`$1\` and \`$2\`: Node and the service; \`$3\`: what it answers; then the gate's own command line. */
const CLOUD = `
ip link set lo up && for address in ${ADDRESSES.join(' ')}; do ip address add $address/32 dev lo || exit 1; done
"$1" -e "$2" "$3" > /dev/null &
service=$!
for (( tries = 0; tries < 200; tries++ )); do
  if (exec 3<> /dev/tcp/169.254.169.254/80) 2> /dev/null; then break; fi
  sleep 0.05
done
shift 3
"$@"
code=$?
kill -KILL $service
exit $code`;

export const hostile: HostileCase = {
  number: 68,
  title: "The cloud's keys from its metadata service, and a service on the machine's loopback",
  area: 'sandbox',
  // Root alone can give a network the addresses of a cloud.
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const secret = place.secret('metadata');
    if (place.lane !== 'root') {
      const trap = await startTrap(place, (_caught, response) => void response.end(secret));
      const args = [`${trap.url}/latest/meta-data/`, `http://localhost:${trap.port}/`];
      const answers = reportOf(
        startedIn(await runInProcess(place, defence, { source: ASKER, args })),
      ) as string[];
      return judge(defence, {
        'the loopback': answers[0] === secret ? 'answered' : null,
        'the loopback by its name': answers[1] === secret ? 'answered' : null,
        'a connection': trap.caught(),
      });
    }
    const args = ADDRESSES.map((address) => `http://${address}/latest/meta-data/`);
    const wrap = ['unshare', '--net', '--', 'bash', '-c', CLOUD, 'cloud', NODE, SERVE, secret];
    const run = startedIn(await runInProcess(place, defence, { source: ASKER, args, wrap }));
    const answers = reportOf(run) as string[];
    return judge(
      defence,
      Object.fromEntries(
        ADDRESSES.map((address, at) => [address, answers[at] === secret ? 'answered' : null]),
      ),
    );
  },
};
