import { entriesOf, get, itemsOf, type Node, type Place, stringOf } from '../opencode/node.ts';
import type { Asset } from '../opencode/parse-asset.ts';
import type { Project } from '../opencode/project.ts';
import type { AuditContext } from './rule.ts';
import { type Text, textsByKey } from './texts.ts';

/** One step of a workflow or of a composite action. */
export type Step = {
  readonly place: Place;
  readonly uses: Text | null;
  readonly run: Text | null;
  readonly inputs: readonly Text[];
  readonly environment: readonly Text[];
};

export type Job = {
  readonly name: string;
  readonly place: Place;
  readonly environment: readonly Text[];
  readonly permissions: Node | undefined;
  /** A job that is a whole other workflow. */
  readonly uses: Text | null;
  readonly inputs: readonly Text[];
  readonly steps: readonly Step[];
};

/** A workflow, or an action made of steps; that one has no triggers and a single job. */
export type Workflow = {
  readonly path: string;
  readonly isAction: boolean;
  readonly triggers: readonly string[];
  readonly environment: readonly Text[];
  readonly permissions: Node | undefined;
  readonly jobs: readonly Job[];
  /** Every step with its job. */
  readonly steps: readonly { readonly job: Job; readonly step: Step }[];
  /** Every variable that is set anywhere in it. */
  readonly variables: readonly Text[];
};

export function workflowsOf({ project }: AuditContext): readonly Workflow[] {
  const known = KNOWN.get(project) ?? readWorkflows(project);
  KNOWN.set(project, known);
  return known;
}

/** Several rules ask for every step; they are read once. */
const KNOWN = new WeakMap<Project, readonly Workflow[]>();

function readWorkflows(project: Project): readonly Workflow[] {
  return [...project.assets.values()].flatMap((asset) => {
    const workflow = asset.kind === 'workflow' && asset.root !== null ? workflowOf(asset, asset.root) : null;
    return workflow === null ? [] : [workflow];
  });
}

function workflowOf(asset: Asset, root: Node): Workflow {
  const isAction = !asset.path.startsWith('.github/workflows/');
  const jobs = isAction
    ? [jobOf('action', root.place, get(root, 'runs'))]
    : entriesOf(get(root, 'jobs')).map(({ key, place, node }) => jobOf(key, place, node));
  const environment = textsByKey(get(root, 'env'));
  const steps = jobs.flatMap((job) => job.steps.map((step) => ({ job, step })));
  return {
    path: asset.path,
    isAction,
    triggers: triggersOf(get(root, 'on')),
    environment,
    permissions: get(root, 'permissions'),
    jobs,
    steps,
    variables: [
      ...environment,
      ...jobs.flatMap((job) => job.environment),
      ...steps.flatMap(({ step }) => step.environment),
    ],
  };
}

function jobOf(name: string, place: Place, node: Node | undefined): Job {
  return {
    name,
    place,
    environment: textsByKey(get(node, 'env')),
    permissions: get(node, 'permissions'),
    uses: textAt(node, 'uses'),
    inputs: [...textsByKey(get(node, 'with')), ...textsByKey(get(node, 'secrets'))],
    steps: itemsOf(get(node, 'steps')).map(stepOf),
  };
}

function stepOf(node: Node): Step {
  return {
    place: node.place,
    uses: textAt(node, 'uses'),
    run: textAt(node, 'run'),
    inputs: textsByKey(get(node, 'with')),
    environment: textsByKey(get(node, 'env')),
  };
}

function textAt(node: Node | undefined, key: string): Text | null {
  return textsByKey(node).find((text) => text.key === key) ?? null;
}

function triggersOf(node: Node | undefined): readonly string[] {
  const one = stringOf(node);
  if (one !== undefined) return [one];
  return [...itemsOf(node).flatMap((item) => stringOf(item) ?? []), ...entriesOf(node).map(({ key }) => key)];
}

/** The line of a script in which a word of it stands; a script usually begins on the line below its key. */
export function placeInRun({ project }: AuditContext, { text, place }: Text, word: string): Place {
  const lines = project.assets.get(place.path)?.lines ?? [];
  const last = place.line + text.split('\n').length + 1;
  for (let line = place.line; line <= Math.min(last, lines.length); line += 1) {
    if (lines[line - 1]?.includes(word) === true) return { ...place, line };
  }
  return place;
}

/** The commands of a script, one by one: continued lines are joined, and `;`, `&&`, `|` end a command. */
export function commandsIn(script: string): readonly string[] {
  const commands: string[] = [];
  let start = 0;
  let quote = '';
  const text = script.replace(/\\\r?\n/g, ' ');
  for (let at = 0; at <= text.length; at += 1) {
    const character = text[at] ?? '\n';
    if (quote === '' && /["'`]/.test(character)) quote = character;
    else if (character === quote) quote = '';
    else if (at === text.length || (quote === '' && /[\n;&|]/.test(character))) {
      commands.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return commands.filter((command) => command !== '' && !command.startsWith('#'));
}
