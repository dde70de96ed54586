import { booleanOf, get } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { isRemote } from '../address.ts';
import { effective } from '../effective.ts';
import { suggesting } from '../literal.ts';
import type { Rule } from '../rule.ts';
import { workflowsOf } from '../workflow.ts';
import { startsOpenCode } from '../workflow-agent.ts';

export const telemetryExport = {
  id: 'telemetry-export',
  title: 'Traces of sessions are exported',
  summary: 'OpenCode sends traces and logs of its sessions to a collector.',
  severity: 'medium',
  confidence: 'high',
  category: 'exposure',
  *check(context) {
    for (const node of effective(context, 'experimental')) {
      const flag = get(node, 'openTelemetry');
      if (flag === undefined || booleanOf(flag) !== true) continue;
      const { path, line } = flag.place;
      const message =
        'Every model call is traced, with prompts and answers, and sent to whatever collector the environment names.';
      yield {
        path,
        line,
        message,
        scope: 'openTelemetry',
        remedy: REMEDY,
        ...suggesting(context, flag.place, false),
      };
    }
    for (const workflow of workflowsOf(context)) {
      if (!startsOpenCode(workflow, context)) continue;
      for (const { key, text, place } of workflow.variables) {
        if (!/^OTEL_EXPORTER_OTLP_(?:\w+_)?ENDPOINT$/.test(key) || !leaves(text)) continue;
        const { path, line } = place;
        const message = `OpenCode exports traces and logs of its sessions to ${quoteName(text)}.`;
        yield { path, line, message, scope: key, remedy: REMEDY_IN_WORKFLOW };
      }
    }
  },
} satisfies Rule;

const REMEDY = 'Set it to false, or remove it.';
const REMEDY_IN_WORKFLOW = 'Unset the variable for the step that runs OpenCode.';

/** What an expression gives is not known here, so it counts. */
function leaves(text: string): boolean {
  return text.includes('${{') || isRemote(text);
}
