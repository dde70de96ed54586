import { parseJsonc } from '../../opencode/jsonc.ts';
import { normalisePermission } from '../../opencode/legacy.ts';
import { get, itemsOf } from '../../opencode/node.ts';
import { type PermissionRule, permissionRules } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { secondRules } from '../../opencode/second-rules.ts';
import type { Semantics } from '../../opencode/semantics-of.ts';
import { openingRule } from '../decision.ts';
import type { AuditContext, Rule } from '../rule.ts';
import type { Text } from '../texts.ts';
import { placeInRun, type Step, workflowsOf } from '../workflow.ts';
import { openCodeCommands, runsOpenCode } from '../workflow-agent.ts';

export const workflowAutoApprove = {
  id: 'workflow-auto-approve',
  title: 'A workflow approves what the agent asks for',
  summary: 'A workflow runs OpenCode so that every question is answered with yes, or opens its permissions.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const workflow of workflowsOf(context)) {
      for (const { step } of workflow.steps) yield* flags(step, context);
      for (const variable of [
        ...workflow.variables,
        ...workflow.steps.flatMap(({ step }) => exportsOf(step, context)),
      ]) {
        const opened = openedBy(variable, context.project.semantics);
        if (opened === null) continue;
        const { path, line } = variable.place;
        const message = `${quoteName(variable.key)} allows ${opened} to every agent that this workflow runs, and nobody is asked.`;
        yield { path, line, message, scope: variable.key, remedy: REMEDY };
      }
    }
  },
} satisfies Rule;

const REMEDY =
  'Leave it out: without it a question is answered with no. Allow what the job needs, command by command, in the permission of the agent that it runs.';

const FLAG = /(?:^|\s)(--(?:auto|yolo|dangerously-skip-permissions))(?=\s|=|$)/;

function* flags(step: Step, context: AuditContext) {
  if (!runsOpenCode(step)) return;
  const scripts = step.run === null ? step.inputs : [step.run];
  for (const script of scripts) {
    const commands = step.run === null ? [script.text] : openCodeCommands(script.text);
    const flag = commands.map((command) => FLAG.exec(command)?.[1]).find((found) => found !== undefined);
    if (flag === undefined) continue;
    const { path, line } = placeInRun(context, script, flag);
    const message = `With ${flag} everything is approved that the permissions wanted to ask for, on a machine where nobody watches.`;
    yield { path, line, message, remedy: REMEDY };
  }
}

/** `NAME=value` in a script, also before a command or into the file that sets variables for later steps. */
function exportsOf({ run }: Step, context: AuditContext): readonly Text[] {
  if (run === null) return [];
  return [
    ...run.text.matchAll(
      /\b(OPENCODE_(?:PERMISSION|CONFIG_CONTENT))=(?:'([^']{0,4096})'|"((?:[^"\\]|\\.){0,4096})"|(\S+))/g,
    ),
  ].map(([, key = '', single, double, bare]) => ({
    key,
    text: single ?? double?.replace(/\\(.)/g, '$1') ?? bare?.replace(/["']+$/, '') ?? '',
    place: placeInRun(context, run, `${key}=`),
  }));
}

/** What a variable opens, in words; null when it opens nothing that can be seen. */
function openedBy({ key, text, place }: Text, semantics: Semantics): string | null {
  if (key !== 'OPENCODE_PERMISSION' && key !== 'OPENCODE_CONFIG_CONTENT') return null;
  const { root } = parseJsonc(text, place.path);
  const permission = key === 'OPENCODE_PERMISSION' ? root : get(root ?? undefined, 'permission');
  const lists = semantics.newPermissions === 'rules' ? itemsOf(get(root ?? undefined, 'permissions')) : [];
  const rules = [
    ...permissionRules(normalisePermission(permission ?? undefined), 'permission', semantics),
    ...secondRules(lists, 'permissions'),
  ];
  const opened = openKeys(rules, semantics);
  return opened.length === 0 ? null : opened.join(', ');
}

function openKeys(rules: readonly PermissionRule[], semantics: Semantics): readonly string[] {
  return (['bash', 'edit', 'external_directory'] as const).filter(
    (key) => openingRule({ agent: { rules }, semantics }, key) !== null,
  );
}
