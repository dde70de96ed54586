import { isCurrent } from '../policy/expired.ts';
import type { AuditContext } from './rule.ts';
import type { Server } from './servers.ts';

/** Whether the policy names this server in exactly this form; mcp-unapproved says what else it must be. */
export function isApprovedServer({ name, url, command }: Server, { policy, today }: AuditContext): boolean {
  const words = JSON.stringify(command.map((word) => word.text));
  return policy.mcp.some(
    (entry) =>
      entry.name === name &&
      isCurrent(entry, today) &&
      (url === null ? JSON.stringify(entry.command) === words : entry.url === url.text),
  );
}

export function isApprovedPlugin(spec: string, { policy, today }: AuditContext): boolean {
  return policy.plugins.some((entry) => entry.plugin === spec && isCurrent(entry, today));
}
