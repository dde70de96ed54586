import { env, stdin } from 'node:process';
import { emit } from './emit.ts';
import { forward } from './forward.ts';
import { parseInstruction } from './instruction.ts';
import { readLines } from './lines.ts';
import { probe } from './probe.ts';
import { seed } from './seed.ts';
import { runTurn, stopTurn } from './turn.ts';

// The root of the sandboxed tree. Its standard input is its life: at the end of it everything here ends.
const { GATE_BROKER = '', GATE_OPENCODE = '', GATE_RELAY_PORT = '0', ...rest } = env;
seed(rest['XDG_CONFIG_HOME'] ?? '');
const port = await forward(Number(GATE_RELAY_PORT), GATE_BROKER);
const agent = { program: GATE_OPENCODE, env: { ...rest, GATE_URL: `http://127.0.0.1:${port}` } };

const leave = () => {
  stopTurn();
  process.exit(0);
};
stdin.once('end', leave).once('close', leave);
await emit({ ready: true });
for await (const line of readLines(stdin)) {
  const instruction = parseInstruction(line);
  if (instruction.kind === 'probe') await emit({ probe: await probe(instruction.plan, port) });
  else await emit({ exit: await runTurn(agent, instruction) });
}
