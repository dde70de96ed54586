import { entriesOf, get, type Node } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { parseAddress } from '../address.ts';
import { credentialNamed, isHostOf } from '../credentials.ts';
import { configsOf, effectiveEntries } from '../effective.ts';
import { foreignPromptFiles } from '../prompt-files.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { isRepositoryFile, type Substitution, substitutionsIn } from '../substitutions.ts';
import { type Text, textsByKey, textsInList } from '../texts.ts';

export const substitutionToRemote = {
  id: 'substitution-to-remote',
  title: 'A variable or file leaves the machine',
  summary:
    'The value of a variable, or a file outside the repository, flows into a prompt, an address or a header.',
  severity: 'high',
  confidence: 'high',
  category: 'exposure',
  *check(context) {
    for (const { text, where } of flows(context)) {
      const { path, line } = text.place;
      const message = `${where.what} ${where.goes}, from everyone who starts OpenCode here.`;
      yield { path, line, message, scope: where.scope, remedy: REMEDY };
    }
    for (const { file, place, scope } of foreignPromptFiles(context)) {
      const message = `The file ${quoteName(file)} becomes part of a prompt and goes to the model, whatever the permissions say, from everyone who ${scope === 'instructions' ? 'starts OpenCode here' : 'uses the command'}.`;
      const { path, line } = place;
      yield { path, line, message, scope: `${scope}\n${file}`, remedy: FILE_REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Write the value itself where it is no secret. A key belongs into "apiKey" of the provider it was made for, and nowhere else; text for prompts belongs into a file of the repository.';

const FILE_REMEDY =
  'Copy the text that agents need into a file of the repository, and name that one; what holds secrets is for no prompt.';

type Flow = {
  readonly text: Text;
  readonly where: { readonly what: string; readonly goes: string; readonly scope: string };
};

function* flows(context: AuditContext): Iterable<Flow> {
  for (const key of ['agent', 'agents', 'mode', 'command']) {
    for (const entry of effectiveEntries(context, key)) yield* promptFlows(`${key}.${entry.key}`, entry.node);
  }
  for (const { root } of configsOf(context)) {
    const addresses = [
      ...textsInList(get(root, 'instructions')),
      ...textsInList(get(get(root, 'skills'), 'urls')),
    ];
    for (const text of addresses.filter((one) => /^https?:/i.test(one.text))) {
      yield* flow(text, 'instructions', 'becomes part of an address that is fetched', () => true);
    }
  }
  for (const entry of effectiveEntries(context, 'provider')) yield* providerFlows(entry.key, entry.node);
}

function* promptFlows(scope: string, node: Node): Iterable<Flow> {
  for (const text of textsByKey(node)) {
    if (!['prompt', 'template', 'description'].includes(text.key)) continue;
    yield* flow(text, scope, 'becomes part of a prompt and goes to the model', () => true);
  }
}

function* providerFlows(name: string, provider: Node): Iterable<Flow> {
  const options = get(provider, 'options');
  const base = textsByKey(options).find(({ key }) => key === 'baseURL');
  const address = base === undefined ? null : parseAddress(base.text);
  const scope = `provider.${name}`;
  // What begins with a substitution is an address that the environment chooses, not one that gets a value.
  if (base !== undefined && address !== null && !address.isLoopback) {
    yield* flow(base, scope, 'becomes part of the address of every model call', () => true);
  }
  if (address?.isLoopback === true) return;
  const headers = [
    get(options, 'headers'),
    ...entriesOf(get(provider, 'models')).map(({ node }) => get(node, 'headers')),
  ];
  const goes = `goes to ${address === null ? 'the provider' : quoteName(address.host)} with every model call`;
  for (const text of headers.flatMap(textsByKey)) {
    yield* flow(text, scope, goes, (one) => isForeign(one, address?.host ?? null));
  }
  for (const text of textsByKey(options)) {
    if (text.key === 'apiKey' && address !== null)
      yield* flow(text, scope, goes, (one) => isForeign(one, address.host));
  }
}

/** A credential that was made for another service than the one that gets it. */
function isForeign({ kind, what }: Substitution, host: string | null): boolean {
  const credential = kind === 'env' ? credentialNamed(what) : null;
  return credential !== null && (host === null || !isHostOf(credential, host));
}

function* flow(
  text: Text,
  scope: string,
  goes: string,
  counts: (one: Substitution) => boolean,
): Iterable<Flow> {
  const found = substitutionsIn(text.text).find(
    (one) => !(one.kind === 'file' && isRepositoryFile(one.what, text.place.path)) && counts(one),
  );
  if (found === undefined) return;
  const what = `${found.kind === 'env' ? 'The variable' : 'The file'} ${quoteName(found.what)}`;
  yield { text, where: { what, goes, scope: `${scope}.${text.key}` } };
}
