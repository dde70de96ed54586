import type { Path } from '../../change/change.ts';
import { entriesOf, get, type Node, type Place, stringOf, toValue } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { setUpBefore } from '../before.ts';
import type { Hit, Rule } from '../rule.ts';

export const modelChanged = {
  id: 'model-changed',
  title: 'Another model answers',
  summary:
    'The pull request changes which model an agent uses, and so who reads its prompts and how well it keeps to them.',
  severity: 'low',
  confidence: 'high',
  category: 'configuration',
  *check(context) {
    const seen = new Set<string>();
    for (const { folder, config } of context.project.setUps) {
      const before = setUpBefore(context, folder);
      // The first configuration has no model to change.
      if (before?.config === undefined) continue;
      for (const change of changesBetween(before.config, config)) {
        const hit = hitFor(change, folder);
        const key = `${hit.path}\0${hit.line}\0${hit.scope ?? ''}`;
        if (!seen.has(key)) yield hit;
        seen.add(key);
      }
    }
  },
} satisfies Rule;

type Change = { readonly whose: string; readonly from: string; readonly to: string; readonly place: Place };

/** Of what both sides have: a new agent comes with a model, and has none to change. */
function* changesBetween(before: Node | undefined, now: Node | undefined): Iterable<Change> {
  yield* changeOf('all agents without one of their own', get(before, 'model'), get(now, 'model'));
  yield* changeOf('small tasks such as titles', get(before, 'small_model'), get(now, 'small_model'));
  const old = get(before, 'agent');
  for (const { key, node } of entriesOf(get(now, 'agent'))) {
    const was = get(old, key);
    if (was !== undefined)
      yield* changeOf(`the agent ${quoteName(key)}`, get(was, 'model'), get(node, 'model'));
  }
}

function* changeOf(whose: string, before: Node | undefined, now: Node | undefined): Iterable<Change> {
  const [from, to] = [modelOf(before), modelOf(now)];
  if (from === to) return;
  if (now !== undefined) yield { whose, from, to, place: now.place };
  else if (before !== undefined) yield { whose, from, to, place: { ...before.place, line: 0 } };
}

function modelOf(node: Node | undefined): string {
  if (node === undefined) return 'the default';
  return quoteName(stringOf(node) ?? JSON.stringify(toValue(node)));
}

function hitFor({ whose, from, to, place }: Change, folder: Path): Hit {
  const where = folder === '' ? '' : ` below ${quoteName(folder)}`;
  const message = `For ${whose}${where}, ${to} answers in place of ${from}: another provider may read the prompts, and another model may keep to them less.`;
  return { path: place.path, line: place.line, message, scope: `${whose} ${from} ${to}`, remedy: REMEDY };
}

const REMEDY =
  'Check that the provider may have the code, and run the evaluations of the agent with the new model before merging.';
