import { readFile } from 'node:fs/promises';
import { GateError } from '../../errors.ts';
import { parseScenario, type ScenarioData } from './scenario.ts';

/** Reads a scenario from a JSON file. Throws GateError `usage` when it cannot be read or is not valid. */
export async function readScenario(file: string): Promise<ScenarioData> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return parseScenario(value);
  } catch (cause) {
    if (cause instanceof GateError) throw cause;
    throw new GateError(
      'usage',
      'The scenario file cannot be read as JSON; give a readable file with --scenario.',
      {
        cause,
      },
    );
  }
}
