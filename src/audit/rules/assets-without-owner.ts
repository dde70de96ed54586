import type { Path } from '../../change/change.ts';
import type { Asset } from '../../opencode/parse-asset.ts';
import { quoteNames } from '../quote-names.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';

export const assetsWithoutOwner = {
  id: 'assets-without-owner',
  title: 'Nobody has to approve changes of the agents',
  summary:
    'CODEOWNERS names nobody for files that decide what agents do, so that anyone may approve a change of them.',
  severity: 'low',
  confidence: 'high',
  category: 'governance',
  *check(context) {
    const { owners } = context;
    const areas = areasOf(context);
    if (owners === null) {
      const first = [...areas.values()][0]?.[0];
      if (first !== undefined) yield withoutFile(first);
      return;
    }
    for (const [area, paths] of areas) {
      const open = paths.filter((path) => !owners.covers(path));
      if (open.length > 0) yield hitFor(area, open, owners.path);
    }
  },
} satisfies Rule;

/** One finding for a repository without the file: who writes it sees the rest. */
function withoutFile(first: Path): Hit {
  const message =
    'The repository has no CODEOWNERS file at the base: anyone who may approve pull requests may approve one that changes what agents do.';
  const remedy =
    'Add .github/CODEOWNERS with owners for /.opencode/, /opencode.json, /AGENTS.md and /.github/, and require their approval on the protected branch.';
  return { path: first, line: 0, message, identity: 'no CODEOWNERS', remedy };
}

function hitFor(area: string, open: readonly Path[], path: Path): Hit {
  const files = open.length === 1 ? `the file ${quoteNames(open)}` : `the files ${quoteNames(open)}`;
  const message = `CODEOWNERS of the base names nobody for ${files}: anyone who may approve pull requests may approve a change of what agents do there.`;
  const remedy = `Add a line such as "${area} @your-org/your-team" to CODEOWNERS, below the lines that match it now.`;
  return { path, line: 0, message, identity: area, remedy };
}

/** What needs an owner, by the line of CODEOWNERS that would give it one. */
function areasOf({ project, policy }: AuditContext): ReadonlyMap<string, readonly Path[]> {
  const areas = new Map<string, Path[]>();
  const add = (area: string, path: Path): void => {
    const paths = areas.get(area) ?? [];
    paths.push(path);
    areas.set(area, paths);
  };
  for (const asset of project.assets.values()) {
    if (decides(asset)) add(areaOf(asset.path), asset.path);
  }
  if (areas.size > 0 && !policy.isDefault) add('/.github/', policy.path);
  return areas;
}

/** A workflow counts when it has to do with OpenCode; what is only read along (a theme, a lock file) does not. */
function decides({ kind, text }: Asset): boolean {
  if (kind === 'other' || kind === 'folder') return false;
  return kind !== 'workflow' || /opencode/i.test(text ?? '');
}

function areaOf(path: Path): string {
  const folder = /^(?:.*\/)?(?:\.opencode|\.claude|\.agents|\.github)\//s.exec(path)?.[0];
  return `/${folder ?? path}`;
}
