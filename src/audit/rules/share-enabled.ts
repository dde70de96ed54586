import type { Place } from '../../opencode/node.ts';
import { booleanOf, stringOf } from '../../opencode/node.ts';
import { effective } from '../effective.ts';
import { suggesting } from '../literal.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { placeInRun, workflowsOf } from '../workflow.ts';
import { openCodeCommands, runsOpenCode } from '../workflow-agent.ts';

export const shareEnabled = {
  id: 'share-enabled',
  title: 'Sessions are published',
  summary:
    'Sessions, with the code and output in them, are uploaded to an address that anyone who knows it can read.',
  severity: 'high',
  confidence: 'high',
  category: 'exposure',
  *check(context) {
    for (const node of effective(context, 'share')) {
      if (stringOf(node) !== 'auto') continue;
      yield {
        ...at(node.place),
        message: MESSAGE,
        scope: 'share',
        remedy: REMEDY,
        ...suggesting(context, node.place, 'disabled'),
      };
    }
    for (const node of effective(context, 'autoshare')) {
      if (booleanOf(node) !== true) continue;
      yield {
        ...at(node.place),
        message: MESSAGE,
        scope: 'autoshare',
        remedy: REMEDY,
        ...suggesting(context, node.place, false),
      };
    }
    for (const place of sharingRuns(context)) {
      yield { ...at(place), message: MESSAGE, scope: 'workflow', remedy: REMEDY_IN_WORKFLOW };
    }
  },
} satisfies Rule;

const MESSAGE =
  'Every session is uploaded as it goes: prompts, the files that were read and what commands printed, for everyone who has the link.';
const REMEDY = 'Set "share" to "disabled".';
const REMEDY_IN_WORKFLOW = 'Take it out, and set OPENCODE_DISABLE_SHARE to 1.';

function at({ path, line }: Place) {
  return { path, line };
}

/** `--share` on the command line, `OPENCODE_AUTO_SHARE`, and the `share` input of OpenCode's own action. */
function* sharingRuns(context: AuditContext): Iterable<Place> {
  for (const workflow of workflowsOf(context)) {
    for (const variable of workflow.variables) {
      if (variable.key === 'OPENCODE_AUTO_SHARE' && /^(?:1|true)$/.test(variable.text)) yield variable.place;
    }
    for (const { step } of workflow.steps) {
      if (!runsOpenCode(step)) continue;
      const input = step.inputs.find(({ key, text }) => key === 'share' && text === 'true');
      if (input !== undefined) yield input.place;
      const commands = step.run === null ? [] : openCodeCommands(step.run.text);
      const shares = commands.some((command) => /\s--share(?=\s|$)/.test(command));
      if (step.run !== null && shares) yield placeInRun(context, step.run, '--share');
    }
  }
}
