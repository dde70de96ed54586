import { booleanOf, type Entry, entriesOf, get, itemsOf, type Node } from '../../opencode/node.ts';
import type { Asset } from '../../opencode/parse-asset.ts';
import { actionOf } from '../../opencode/permission.ts';
import type { Project } from '../../opencode/project.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { secondRules } from '../../opencode/second-rules.ts';
import type { Semantics } from '../../opencode/semantics-of.ts';
import { shapeOf } from '../../opencode/shape.ts';
import type { Hit, Rule } from '../rule.ts';

export const v2PermissionsIgnored = {
  id: 'v2-permissions-ignored',
  title: 'Permissions that OpenCode does not read',
  summary: 'The front matter of an agent has the key permissions, which OpenCode 1.x ignores without a word.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check({ project }) {
    const { semantics } = project;
    const isRead = readerOf(project);
    for (const asset of project.assets.values()) {
      for (const { owner, ...written } of writtenIn(asset, semantics)) {
        const entry = owner.kind === 'object' ? owner.entries.get('permissions') : undefined;
        if (entry === undefined || isOff(owner) || isRead(entry.node)) continue;
        yield { ...hitFor(asset, written, entry, semantics), ...offerFor(asset, owner, entry, semantics) };
      }
    }
  },
} satisfies Rule;

type Written = { readonly owner: Node; readonly way: string; readonly agent: string | null };

/** Every place for `permissions` that this version passes over in silence, or may pass over. */
function* writtenIn({ kind, name, root }: Asset, { newPermissions, dialect }: Semantics): Iterable<Written> {
  if (root === null) return;
  if (kind === 'agent' || kind === 'mode') yield { owner: root, way: '', agent: name };
  // Elsewhere version 1 refuses the key, and config-invalid says so.
  if (kind !== 'config' || (newPermissions !== 'ignored' && dialect === 1)) return;
  yield { owner: root, way: '', agent: null };
  for (const key of ['agent', 'agents', 'mode']) {
    for (const { key: agent, node } of entriesOf(get(root, key)))
      yield { owner: node, way: `${key}.${agent}.`, agent };
  }
}

/** Whether an agent has a rule that is written below a node; an empty list has none to lose. */
function readerOf({ setUps, semantics }: Project): (node: Node) => boolean {
  if (semantics.newPermissions !== 'rules') return () => false;
  const agents = new Set(setUps.flatMap(({ own }) => own));
  const read = new Set([...agents].flatMap(({ rules }) => rules.map(({ origin }) => idOf(origin))));
  return (node) => {
    const items = itemsOf(node);
    return (node.kind === 'array' && items.length === 0) || items.some(({ place }) => read.has(idOf(place)));
  };
}

function idOf(place: Node['place'] | null): string {
  return place === null ? '' : `${place.path}\0${place.line}\0${place.column}`;
}

function isOff(owner: Node): boolean {
  return ['disable', 'disabled'].some((key) => booleanOf(get(owner, key)) === true);
}

const RENAME = 'Write "permission".';
const REMEDY =
  'Write a "permission" with keys and patterns, for example permission: { "*": deny, read: allow }; of several that match, the last one decides.';
const SPLIT =
  'Write the file in the words of one version: "permissions" with the keys of version 2 alone, or "permission" with those of version 1.';

function hitFor(
  asset: Asset,
  { way, agent }: Omit<Written, 'owner'>,
  { node, place: { path, line } }: Entry,
  semantics: Semantics,
): Hit {
  const who = agent === null ? 'No agent' : `The agent ${quoteName(agent)}`;
  const message = `${who} is ${agent === null ? '' : 'not '}limited by this: ${reasonFor(asset, node, semantics)}. What is written below it has no effect.`;
  const remedy = semantics.dialect === 2 ? SPLIT : REMEDY;
  return { path, line, message, scope: `${way}permissions`, remedy };
}

function reasonFor({ kind, root }: Asset, node: Node, { dialect, version }: Semantics): string {
  if (dialect === 2 && secondRules(itemsOf(node), '').length === 0) {
    return 'OpenCode 2 takes a list of { action, resource, effect } here, and passes over anything else';
  }
  if (dialect === 2 && kind === 'config' && shapeOf(root ?? undefined) === null) {
    return 'OpenCode 2 drops this file, because "skills" in it has the shape of another version';
  }
  if (dialect === 2) {
    return 'OpenCode 2 reads this as version 1, because of keys beside it that version 2 does not know, and then leaves "permissions" out';
  }
  if (kind === 'config') return `OpenCode ${version} drops "permissions" from a configuration without a word`;
  return 'OpenCode 1.x reads "permission", and takes "permissions" for an option of the model';
}

function offerFor(
  { lines }: Asset,
  owner: Node,
  { node, place: { line } }: Entry,
  { dialect }: Semantics,
): Pick<Hit, 'remedy' | 'suggestion'> {
  const text = lines[line - 1] ?? '';
  const suggestion = text.replace(/^(\s*["']?permission)s\b/, '$1');
  const hasOther = get(owner, 'permission') !== undefined;
  if (dialect === 2 || !isVersion1(node) || hasOther || suggestion === text) return {};
  return { remedy: RENAME, suggestion };
}

/** A map of actions, or of patterns with actions, as version 1 has it. */
function isVersion1(node: Node): boolean {
  if (actionOf(node) !== null) return true;
  const entries = entriesOf(node);
  return (
    entries.length > 0 &&
    entries.every(
      (entry) =>
        actionOf(entry.node) !== null ||
        (entriesOf(entry.node).length > 0 &&
          entriesOf(entry.node).every((inner) => actionOf(inner.node) !== null)),
    )
  );
}
