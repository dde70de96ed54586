import { hash } from '../../../src/adapters/hash.ts';
import { runAudit } from '../../../src/audit/run-audit.ts';
import { isAsset } from '../../../src/opencode/asset.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import type { Pull } from './repository.ts';
import type { readPull } from './view.ts';

type Read = Pick<Awaited<ReturnType<typeof readPull>>, 'repository' | 'change'>;

/** What the rules say of a pull request, by the policy of nobody's own. */
export async function auditOf({ base, head }: Pull, { repository, change }: Read) {
  return runAudit({
    head: await repository.readFiles(head, isAsset),
    base: await repository.readFiles(base, isAsset),
    owners: null,
    secrets: [],
    change,
    policy: DEFAULT_POLICY,
    failOn: 'high',
    today: '2026-01-01',
    hash,
  });
}
