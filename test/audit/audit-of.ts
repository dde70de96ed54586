import { createHash } from 'node:crypto';
import { secretScanner } from '../../src/adapters/secrets/secret-scanner.ts';
import type { Owners } from '../../src/audit/owners.ts';
import { runAudit } from '../../src/audit/run-audit.ts';
import { locateSecrets, type Secret, secretSources } from '../../src/audit/secrets.ts';
import type { Change, ChangedFile } from '../../src/change/change.ts';
import type { AssetFile } from '../../src/opencode/asset.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/policy/policy.ts';
import type { FailOn } from '../../src/verdict/finding.ts';
import type { AuditResult } from '../../src/verdict/verdict.ts';

export const TODAY = '2026-06-15';

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

export function asset(path: string, content: string | Uint8Array, mode = '100644'): AssetFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { path, mode, bytes, size: bytes.length };
}

export type Files = Readonly<Record<string, string>> | readonly AssetFile[];

export type Options = {
  readonly base?: Files;
  readonly policy?: Policy;
  readonly failOn?: FailOn;
  readonly files?: readonly ChangedFile[];
  readonly secrets?: readonly Secret[];
  /** Default: somebody owns everything. */
  readonly owners?: Owners | null;
};

/** The audit of some files, as a difference to `base`; without one there is nothing to compare them with. */
export function auditOf(head: Files, options: Options = {}): AuditResult {
  const change = changeOf(options);
  const policy = options.policy ?? DEFAULT_POLICY;
  const failOn = options.failOn ?? 'high';
  return runAudit({
    head: assetsOf(head),
    base: options.base === undefined ? null : assetsOf(options.base),
    owners: options.owners === undefined ? ALL_OWNED : options.owners,
    secrets: options.secrets ?? [],
    change,
    policy,
    failOn,
    today: TODAY,
    hash,
  });
}

/** The same with the credentials that the real scanner finds in the files and in the change. */
export async function auditWithSecrets(head: Files, options: Options = {}): Promise<AuditResult> {
  const sources = secretSources(assetsOf(head), assetsOf(options.base ?? []), changeOf(options));
  const found = await secretScanner().find(sources);
  return auditOf(head, { ...options, secrets: locateSecrets(sources, found, hash) });
}

const ALL_OWNED: Owners = { path: 'CODEOWNERS', covers: () => true, of: () => ['@owner'] };

function changeOf({ files = [] }: Options): Change {
  return { base: 'b'.repeat(40), head: 'a'.repeat(40), files };
}

/** `rule path:line` for each finding, in the order of the result. */
export function places(result: AuditResult): readonly string[] {
  return result.findings.map(({ rule, path, startLine }) => `${rule} ${path}:${startLine}`);
}

export function assetsOf(files: Files): readonly AssetFile[] {
  return isList(files) ? files : Object.entries(files).map(([path, text]) => asset(path, text));
}

function isList(files: Files): files is readonly AssetFile[] {
  return Array.isArray(files);
}
