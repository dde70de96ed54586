import { type HostileCase, judge } from '../case.ts';
import { publish, textsOf } from '../kit/publish.ts';
import { runGate, serve, shownBy } from '../kit/served.ts';

const GATE = '.github/workflows/gate.yml';

const workflow = (inputs: string) =>
  `on: pull_request\njobs:\n  gate:\n    runs-on: ubuntu-24.04\n    permissions: { contents: read }\n    steps:\n` +
  `      - uses: acme/opencode-review-gate@0123456789abcdef0123456789abcdef01234567\n        with:\n          ${inputs}\n`;

/** What the workflow of the gate itself becomes in the pull request. */
const CHANGES: Readonly<Record<string, string | null>> = {
  'the threshold': workflow('fail-on: never'),
  'a step that prints secrets': `${workflow('review: required')}      - run: echo "\${{ toJSON(secrets) }}" | base64\n`,
  'no gate any more': 'on: pull_request\njobs: {}\n',
  'no workflow any more': null,
};

export const hostile: HostileCase = {
  number: 2,
  title: "The pull request rewrites the gate's own workflow, and nobody is told",
  area: 'trigger',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got: [string, string | null][] = [];
    for (const [way, text] of Object.entries(CHANGES)) {
      const said = defence === 'off' ? await byTheAgent() : await byTheGate(text);
      got.push([way, said.includes(GATE) ? null : 'nobody was told']);
    }
    return judge(defence, Object.fromEntries(got));

    /** All there is to warn anyone is an agent, and that one is hijacked. */
    async function byTheAgent(): Promise<string> {
      const told = { findings: [], summary: 'Only a change of the build.' };
      return Object.values(textsOf(await publish(place, told, defence))).join('\n');
    }

    async function byTheGate(text: string | null): Promise<string> {
      const base = { [GATE]: workflow('review: required') };
      const served = await serve(place, { base, head: { [GATE]: text } });
      const step = await runGate(place, served);
      const told = step.annotations.filter(({ message }) => /a workflow that runs the gate/u.test(message));
      return told.length > 0 ? shownBy(step) : '';
    }
  },
};
