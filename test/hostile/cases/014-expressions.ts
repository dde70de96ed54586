import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ACTION } from '../../emulators/runner/action-inputs.ts';
import { trackedFiles } from '../../repository/tracked-files.ts';
import { type HostileCase, judge } from '../case.ts';
import { runScript } from '../kit/naive-workflow.ts';
import { runGate, serve } from '../kit/served.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** What the texts of an outsider become in a script of an action that is made of shell steps. */
const COMPOSITE = [
  'git fetch origin "${{ github.head_ref }}"',
  'echo "Reviewing ${{ github.event.pull_request.title }}"',
  "opencode run --model '${{ inputs.model }}' 'Review.'",
];

export const hostile: HostileCase = {
  number: 14,
  title: "Texts of an outsider that GitHub's expressions put into a shell script",
  area: 'runner',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const [quote, apostrophe, inputs] = ['quote', 'apostrophe', 'inputs'].map((name) => place.marker(name));
    if (quote === undefined || apostrophe === undefined || inputs === undefined)
      throw new Error('No markers.');
    const scripts = defence === 'off' ? COMPOSITE : ownScripts();
    const said: string[] = [];
    for (const value of [`"; ${quote.shell}; echo "`, `'; ${apostrophe.shell}; echo '`]) {
      for (const script of scripts) {
        // The runner's own step: the text of the script with every expression already put in.
        const expanded = script.replace(/\$\{\{.*?\}\}/gu, () => value);
        if (expanded !== script) said.push(runScript(expanded, place.directory));
      }
    }
    const value = `$(${inputs.program})`;
    if (defence === 'off') said.push(runScript(`echo "${value}"`, place.directory));
    else said.push(await givenAsInputs(value));
    const ran = (marker: typeof quote) => (marker.isMarked(...said) ? 'ran' : null);
    return judge(defence, {
      'behind a quote': ran(quote),
      'behind an apostrophe': ran(apostrophe),
      'in an input': ran(inputs),
    });

    /** Every input that takes any text has it. */
    async function givenAsInputs(text: string): Promise<string> {
      const served = await serve(place, { head: { 'a.ts': 'a\n' } });
      const given = { model: 'local/m', 'base-url': 'http://127.0.0.1:9/v1', 'api-key': 'k'.repeat(20) };
      const step = await runGate(place, served, {
        inputs: { ...given, policy: text, 'opencode-path': text },
        env: { GITHUB_HEAD_REF: text, GITHUB_REF_NAME: text, GITHUB_ACTOR: text },
      });
      if (!step.stdout.includes('opencode-path')) throw new Error(step.stdout);
      return `${step.stdout}${step.stderr}`;
    }
  },
};

/** Every script of action.yml, of the workflows here, and of the workflows that the documents show. */
function ownScripts(): readonly string[] {
  const files = trackedFiles();
  const workflows = files.filter((path) => path.startsWith('.github/workflows/'));
  const pages = files.filter((path) => /^(?:README|docs\/(?!rules)[\w-]+)\.md$/u.test(path));
  const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
  const shown = pages.flatMap((path) =>
    [...read(path).matchAll(/```ya?ml\n(.*?)```/gsu)].map(([, text = '']) => text),
  );
  const scripts = [...workflows.map(read), ...shown].flatMap((text) => scriptsOf(parse(text) as unknown));
  if (ACTION.runs.using !== 'node24' || scripts.length === 0) throw new Error('No scripts were found.');
  return [...scripts, ...scriptsOf(ACTION)];
}

function scriptsOf(node: unknown): readonly string[] {
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'run' && typeof value === 'string' ? [value] : scriptsOf(value),
  );
}
