// For developers: the scripted model on its own. Not part of any bundle.
//   node src/demo/model/serve.ts --scenario FILE [--port N] [--minutes N]
import { parseArgs } from 'node:util';
import { readScenario } from './read-scenario.ts';
import { startScriptedModel } from './scripted-model.ts';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string' },
    port: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '15' },
  },
});

if (values.scenario === undefined) {
  process.stderr.write('Give the scenario as a JSON file: --scenario FILE\n');
  process.exit(2);
}

const model = await startScriptedModel(await readScenario(values.scenario), {
  port: Number(values.port),
  maxMs: Number(values.minutes) * 60_000,
});
process.stdout.write(
  `Scripted model (no model: it follows a scenario and judges nothing) on ${model.url}/v1 for ${values.minutes} minutes\n`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void model.close());
