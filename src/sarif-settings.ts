import { RULES } from './audit/index.ts';
import { VERSION } from './cli/version.ts';
import type { SarifSettings } from './report/sarif.ts';

const HOME = 'https://github.com/opencode-review-gate/opencode-review-gate';

/** What SARIF says about its maker and its rules; each rule's help is its page. */
export const SARIF: SarifSettings = {
  version: VERSION,
  informationUri: HOME,
  ruleText: (id) => {
    const rule = RULES.find((candidate) => candidate.id === id);
    if (rule === undefined) return undefined;
    const helpUri = `${HOME}/blob/main/docs/rules/${id}.md`;
    return { title: rule.title, description: rule.summary, help: `${rule.summary} See ${helpUri}`, helpUri };
  },
};
