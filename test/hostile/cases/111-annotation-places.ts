import { parseLog } from '../../emulators/log-parser.ts';
import { type HostileCase, judge } from '../case.ts';
import { publish, type Told } from '../kit/publish.ts';

/** Places where no annotation of this change can be. */
const PLACES: Readonly<Record<string, Told>> = {
  'a path with properties': { path: 'src/shop.ts,endLine=999999' },
  'a path with a command': { path: 'src/shop.ts::forged' },
  'a path with a line break': { path: 'src/shop.ts\n::error::forged' },
  'a file beside the change': { path: 'src/other.ts' },
  'a file outside': { path: '../../etc/passwd' },
  'an absolute path': { path: '/etc/passwd' },
  'a line far away': { startLine: 9_999_999, evidence: 'no such line' },
  'a line with other text': { startLine: 1, evidence: 'const z = 26;' },
};

export const hostile: HostileCase = {
  number: 111,
  title: 'Annotations for files and lines that the change does not have',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got = await Promise.all(
      Object.entries(PLACES).map(async ([way, told]) => {
        const { stdout, github } = await publish(place, { findings: [told] }, defence);
        const wrong = parseLog(stdout).filter(
          ({ name, properties }) => name === 'error' && isWrong(properties),
        );
        const strange = github.state.checkRuns.flatMap(({ annotations }) => annotations.filter(isStrange));
        const loot = [...wrong.map(({ properties }) => properties), ...strange];
        return [way, loot.length > 0 ? JSON.stringify(loot[0]) : null] as const;
      }),
    );
    return judge(defence, Object.fromEntries(got));
  },
};

function isStrange({ path, start_line, end_line }: Readonly<Record<string, unknown>>): boolean {
  return path !== 'src/shop.ts' || start_line !== 2 || end_line !== 2;
}

/** The change has one line: the second one of one file. */
function isWrong({ file, line, endLine, title = '' }: Readonly<Record<string, string>>): boolean {
  if (file === undefined) return title !== 'Review gate: inconclusive';
  return file !== 'src/shop.ts' || line !== '2' || endLine !== undefined;
}
