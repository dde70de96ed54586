import type { ChangedFile } from '../../change/change.ts';
import { isOwnersFile } from '../owners.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const policyChanged = {
  id: 'policy-changed',
  title: 'The rules of the gate change',
  summary:
    'The pull request changes what decides about pull requests: the policy, CODEOWNERS, or the workflow of the gate.',
  severity: 'medium',
  confidence: 'high',
  category: 'governance',
  *check(context) {
    if (context.side === 'base') return;
    for (const file of context.change.files) {
      const kind = kindOf(file, context);
      if (kind === null) continue;
      const content = `${kind} ${file.headBlob ?? 'deleted'}`;
      yield { path: file.path, line: 0, message: MESSAGES[kind], identity: content, remedy: REMEDIES[kind] };
    }
  },
} satisfies Rule;

type Kind = 'policy' | 'owners' | 'workflow';

const MESSAGES: Readonly<Record<Kind, string>> = {
  policy:
    'This changes the policy of the gate. The version of the base commit judged this pull request; the new one counts once it is merged.',
  owners:
    'This changes CODEOWNERS. GitHub asks the owners that the base branch names; the new ones count once it is merged.',
  workflow:
    'This changes a workflow that runs the gate. On "pull_request" GitHub runs the version of the pull request, so what this run was told (threshold, inputs, version) may come from the change itself.',
};

const REMEDIES: Readonly<Record<Kind, string>> = {
  policy: 'Have the owners of the policy read what becomes allowed, and why.',
  owners:
    'Have an owner of the repository check that the policy, .github and the files of OpenCode keep an owner.',
  workflow:
    'Compare the inputs of the gate with those of the base branch before merging; an owner for .github/workflows in CODEOWNERS makes that a rule.',
};

function kindOf(file: ChangedFile, context: AuditContext): Kind | null {
  const paths = [file.path, file.basePath];
  if (paths.includes(context.policy.path)) return 'policy';
  if (paths.some(isOwnersFile)) return 'owners';
  return paths.some((path) => runsGate(path, context)) ? 'workflow' : null;
}

const GATE = /^[^#\n]*\bopencode-review-gate\b/m;

/** On either side: to take the gate out of a workflow is a change of it, too. */
function runsGate(path: string, { project, base }: AuditContext): boolean {
  if (!path.startsWith('.github/workflows/')) return false;
  return [project, base].some((side) => GATE.test(side?.assets.get(path)?.text ?? ''));
}
