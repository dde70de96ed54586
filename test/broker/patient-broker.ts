// The broker as main.ts starts it, but one that never gives a provider up: otherwise a load of failures ends at the third.
import { readFirstLine } from '../../src/broker/read-first-line.ts';
import { openServer } from '../../src/broker/serve.ts';
import { parseSettings } from '../../src/broker/settings.ts';

const settings = parseSettings(await readFirstLine(process.stdin, () => process.exit(0)));
if (settings === null) process.exit(64);
const patience = { isOver: () => false, recover: () => undefined, answerTo: () => ({ status: 502 }) };
const emit = (event: unknown) => process.stdout.write(`${JSON.stringify(event)}\n`);
openServer(settings, emit, patience).listen(settings.socket, () => emit({ kind: 'ready' }));

// Tells what is really in use, without what only waits to be collected.
process.on('SIGUSR2', () => {
  for (let turn = 0; turn < 3; turn += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.stderr.write(`used ${heapUsed + external}\n`);
});
