import type { Place } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { runsWhatItFetches } from '../fetched-script.ts';
import { isPinned } from '../pinned.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { findUnpinned } from '../unpinned.ts';
import { commandsIn, placeInRun, type Step, workflowsOf } from '../workflow.ts';

export const workflowOpencodeUnpinned = {
  id: 'workflow-opencode-unpinned',
  title: 'A workflow runs whatever OpenCode is newest',
  summary: 'A workflow gets OpenCode, or an action around it, without an exact version.',
  severity: 'high',
  confidence: 'high',
  category: 'supply-chain',
  *check(context) {
    for (const workflow of workflowsOf(context)) {
      const jobs = workflow.jobs.flatMap((job) => (job.uses === null ? [] : [job.uses]));
      const actions = [
        ...jobs,
        ...workflow.steps.flatMap(({ step }) => (step.uses === null ? [] : [step.uses])),
      ];
      for (const { text, place } of actions) {
        if (!/opencode/i.test(text) || isExactAction(text)) continue;
        const { path, line } = place;
        const message = `${quoteName(text)} is a name that can be moved: whoever moves it runs code in this job, with its token and its secrets.`;
        yield {
          path,
          line,
          message,
          scope: text,
          remedy: 'Write the full commit in place of the tag, and the tag in a comment.',
        };
      }
      for (const { step } of workflow.steps) {
        for (const { what, remedy, place } of installs(step, context)) {
          const message = `This runs ${what}: whoever publishes next runs code in this job, with its token and its secrets.`;
          yield { path: place.path, line: place.line, message, remedy };
        }
      }
    }
  },
} satisfies Rule;

function isExactAction(uses: string): boolean {
  if (/^\.{1,2}\//.test(uses)) return true;
  return uses.startsWith('docker://') ? isPinned('image', uses) : /@[0-9a-f]{40}$/.test(uses);
}

type Install = { readonly what: string; readonly remedy: string; readonly place: Place };

function installs({ run }: Step, context: AuditContext): readonly Install[] {
  if (run === null || !/opencode/i.test(run.text)) return [];
  const found: Install[] = [];
  if (
    run.text
      .replace(/\\\r?\n/g, ' ')
      .split('\n')
      .some((line) => line.includes('opencode') && runsWhatItFetches(line))
  ) {
    const remedy =
      'Install the package opencode-ai at an exact version; or check the digest of what was fetched before it runs.';
    const place = placeInRun(context, run, 'opencode');
    found.push({ what: 'a script from the network as it is today', remedy, place });
  }
  for (const command of commandsIn(run.text)) {
    const words = command.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''));
    const specs = words.filter((word) => PACKAGE.test(word));
    // What a variable names is decided elsewhere.
    if (specs.length === 0 || specs.some((spec) => spec.includes('$')) || !isNewest(words)) continue;
    const remedy = 'Name the exact version: opencode-ai@1.2.3.';
    found.push({ what: 'the newest opencode-ai', remedy, place: placeInRun(context, run, 'opencode-ai') });
  }
  return found;
}

const PACKAGE = /^opencode-ai(?:@\S*)?$/;

/** `npm install opencode-ai`, `npx opencode-ai@latest`. */
function isNewest(words: readonly string[]): boolean {
  if (findUnpinned(words) !== null) return true;
  const manager = words.findIndex((word) => /^(?:npm|pnpm|yarn|bun)$/.test(word));
  const verb = words.findIndex((word, index) => index > manager && /^(?:install|i|add)$/.test(word));
  if (manager < 0 || verb < 0) return false;
  const spec = words.slice(verb).find((word) => PACKAGE.test(word));
  return spec !== undefined && !isPinned('npm', spec);
}
