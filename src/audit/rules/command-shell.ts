import { get, stringOf } from '../../opencode/node.ts';
import type { Asset } from '../../opencode/parse-asset.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { effectiveEntries } from '../effective.ts';
import { runsWhatItFetches } from '../fetched-script.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';

export const commandShell = {
  id: 'command-shell',
  title: 'A command template runs shell commands',
  summary: 'The template of a command runs shell commands when it is used, without any permission check.',
  severity: 'high',
  confidence: 'high',
  category: 'code-execution',
  *check(context) {
    for (const asset of context.project.assets.values()) {
      if (asset.kind === 'command') yield* hitsInFile(asset);
    }
    yield* hitsInConfigs(context);
  },
} satisfies Rule;

/** OpenCode looks for this anywhere in the template, also inside code fences. */
const SHELL = /!`([^`]+)`/g;
const ARGUMENT = /\$(?:ARGUMENTS|\d)/;

function* hitsInFile(asset: Asset): Iterable<Hit> {
  let found = false;
  for (const [index, text] of asset.lines.entries()) {
    const commands = shellIn(text);
    if (commands.length === 0) continue;
    found = true;
    yield hitFor(asset.name, commands, { path: asset.path, line: index + 1 });
  }
  // A command may go over several lines.
  const commands = found ? [] : shellIn(asset.text ?? '');
  if (commands.length > 0) yield hitFor(asset.name, commands, { path: asset.path, line: 0 });
}

function* hitsInConfigs(context: AuditContext): Iterable<Hit> {
  for (const { key, node } of effectiveEntries(context, 'command')) {
    const template = get(node, 'template');
    const commands = shellIn(stringOf(template) ?? '');
    if (template === undefined || commands.length === 0) continue;
    yield hitFor(key, commands, { path: template.place.path, line: template.place.line });
  }
}

function hitFor(name: string, commands: readonly string[], place: Pick<Hit, 'path' | 'line'>): Hit {
  const injectable = commands.find((command) => ARGUMENT.test(command));
  const fetched = commands.find(runsWhatItFetches);
  const message =
    injectable === undefined
      ? `The command ${quoteName(name)} runs ${quoteName(fetched ?? commands[0] ?? '')} in a shell whenever somebody uses it, also with an agent that may not use bash.`
      : `The command ${quoteName(name)} puts its arguments into ${quoteName(injectable)} before a shell runs it, so that whoever chooses the arguments runs any command; no permission applies.`;
  const remedy =
    injectable === undefined
      ? 'Ask for the command in the text of the template, so that the permission for bash decides; or have the owners accept this line.'
      : 'Take the arguments out of the shell command; name them in the text of the template instead.';
  const hit = { ...place, message, remedy, scope: `command ${name}` };
  return injectable === undefined && fetched === undefined ? { ...hit, severity: 'medium' } : hit;
}

function shellIn(text: string): readonly string[] {
  return [...text.matchAll(SHELL)].map((match) => match[1] ?? '');
}
