import type { ChangedFile } from '../../change/change.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import type { Rule } from '../rule.ts';

export const agentChangedWithoutEvals = {
  id: 'agent-changed-without-evals',
  title: 'An agent changed and no eval did',
  summary: 'A change touches an agent and no eval case, so that nothing shows what the agent now does.',
  severity: 'medium',
  confidence: 'high',
  category: 'governance',
  offByDefault: true,
  *check({ project, base, change }) {
    if (base === null || change.files.some(isEval)) return;
    const names = new Map(change.files.map((file) => [file.path, file.basePath]));
    for (const asset of project.assets.values()) {
      if (asset.kind !== 'agent' && asset.kind !== 'mode') continue;
      const before = base.assets.get(names.get(asset.path) ?? asset.path);
      if (before !== undefined && before.text === asset.text) continue;
      const what = before === undefined ? 'is new' : 'changes';
      const message = `The agent ${quoteName(asset.name)} ${what}, and no file in a folder named evals changes with it.`;
      yield { path: asset.path, line: 0, message, identity: asset.text ?? '', remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY = 'Add or adapt a case in a folder named evals that shows what the agent is to do now.';

function isEval(file: ChangedFile): boolean {
  return file.status !== 'deleted' && /(?:^|\/)evals?\//.test(file.path);
}
