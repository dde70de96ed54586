import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Owners, parseOwners } from '../../src/audit/owners.ts';
import type { ChangedFile } from '../../src/change/change.ts';
import type { AssetFile } from '../../src/opencode/asset.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/policy/policy.ts';
import { asset } from './audit-of.ts';
import { changedFiles } from './changed-files.ts';

const ROOT = join(import.meta.dirname, '../fixtures/rules');

/**
 * One case of a rule. Its files lie in one text, `head.txt`, each under a line `-- path --` (`-- path (link) --` for a
 * link): as files of their own they would configure every OpenCode that is started in this repository. `base.txt`,
 * where there is one, is what the pull request starts from.
 */
export type Case = {
  readonly rule: string;
  readonly name: string;
  readonly fires: boolean;
  readonly folder: string;
  readonly head: readonly AssetFile[];
  readonly base?: readonly AssetFile[];
  readonly files?: readonly ChangedFile[];
  readonly owners?: Owners | null;
  readonly policy: Policy;
  /** The exact texts in it, which pages may show. */
  readonly texts: readonly string[];
};

export const CASES: readonly Case[] = readdirSync(ROOT)
  .toSorted()
  .flatMap((rule) =>
    readdirSync(join(ROOT, rule))
      .toSorted()
      .map((name) => readCase(rule, name)),
  );

function readCase(rule: string, name: string): Case {
  const folder = join(ROOT, rule, name);
  const head = splitFiles(readFileSync(join(folder, 'head.txt'), 'utf8'));
  const baseFile = join(folder, 'base.txt');
  const base = existsSync(baseFile) ? splitFiles(readFileSync(baseFile, 'utf8')) : null;
  const policyFile = join(folder, 'policy.jsonc');
  const policyText = existsSync(policyFile) ? readFileSync(policyFile, 'utf8') : null;
  return {
    rule,
    name,
    fires: name.startsWith('fires-on-'),
    folder,
    head,
    ...(base === null ? {} : { base, files: changedFiles(base, head) }),
    // Every other rule would bring this one's finding along.
    ...(rule === 'assets-without-owner' ? { owners: parseOwners(base ?? head) } : {}),
    policy:
      policyText === null
        ? DEFAULT_POLICY
        : parsePolicy(new TextEncoder().encode(policyText), DEFAULT_POLICY.path),
    texts: [
      ...[...head, ...(base ?? [])].map((file) => new TextDecoder().decode(file.bytes)),
      ...(policyText === null ? [] : [policyText]),
    ],
  };
}

function splitFiles(text: string): readonly AssetFile[] {
  const parts = text.split(/^-- (.+) --\n/m).slice(1);
  return parts.flatMap((part, index) => {
    if (index % 2 === 1) return [];
    const content = parts[index + 1] ?? '';
    const link = part.endsWith(' (link)');
    return [
      link ? asset(part.slice(0, -' (link)'.length), content.trimEnd(), '120000') : asset(part, content),
    ];
  });
}
