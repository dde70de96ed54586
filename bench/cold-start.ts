import { existsSync } from 'node:fs';
import { measureStart, median } from './measure.ts';
import { ms, notMeasured, type Row, ratioOf } from './table.ts';

/** How long the bundle takes to answer, beside a Node that does nothing. */
export function benchColdStart(cli: string, rounds: number): readonly Row[] {
  if (!existsSync(cli)) return [notMeasured('cold start', 'the command line is not built')];
  const commands = { bare: ['-e', '0'], version: [cli, '--version'], help: [cli, '--help'] };
  const times = { bare: [] as number[], version: [] as number[], help: [] as number[] };
  for (const name of ['bare', 'version', 'help'] as const) measureStart(process.execPath, commands[name]);
  for (let round = 0; round < rounds * 4; round += 1) {
    for (const name of ['bare', 'version', 'help'] as const) {
      times[name].push(measureStart(process.execPath, commands[name]));
    }
  }
  return (['version', 'help'] as const).map((name) =>
    rowOf(`cold start, --${name}`, times[name], times.bare),
  );
}

function rowOf(what: string, ours: readonly number[], bare: readonly number[]): Row {
  if (ours.some(Number.isNaN)) return notMeasured(what, 'the command line ended with an error');
  const [mine, beside] = [median(ours), median(bare)];
  return {
    what,
    ours: ms(mine),
    beside: `${ms(beside)} node -e 0`,
    ratio: ratioOf(mine, beside),
    goal: '≤ 150 ms',
  };
}
