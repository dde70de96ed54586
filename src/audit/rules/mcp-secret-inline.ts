import { quoteName } from '../../opencode/quote-name.ts';
import { isOn } from '../decision.ts';
import { type InlineSecret, inlineSecrets } from '../inline-secrets.ts';
import { lineWith } from '../literal.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { MASK } from '../secrets.ts';
import { serversOf } from '../servers.ts';

export const mcpSecretInline = {
  id: 'mcp-secret-inline',
  title: 'A credential of an MCP server in the file',
  summary: 'The configuration of an MCP server contains a credential in plain text.',
  severity: 'high',
  confidence: 'medium',
  category: 'exposure',
  *check(context) {
    for (const server of serversOf(context)) {
      for (const secret of inlineSecrets(server)) {
        if (isFoundAlready(secret, context)) continue;
        const { what, value, place } = secret;
        const { path, line } = place;
        const message = `The MCP server ${quoteName(server.name)} has a credential in plain text (${what}): everybody who can read the repository, or its history, has it.`;
        const evidence = lineWith(context, place, MASK) ?? '';
        const identity = `mcp.${server.name} ${what} ${checksum(value)}`;
        yield { path, line, message, evidence, identity, remedy: REMEDY };
      }
    }
  },
} satisfies Rule;

const REMEDY =
  'Revoke the credential, then write {env:NAME} in its place and give the variable only to those who need the server.';

/** What has the shape of a known credential is secret-in-asset's. */
function isFoundAlready({ place }: InlineSecret, context: AuditContext): boolean {
  if (!isOn(context, 'secret-in-asset')) return false;
  return context.secrets.some(
    (secret) => secret.path === place.path && secret.startLine <= place.line && place.line <= secret.endLine,
  );
}

/** Tells another credential in the same place from this one, and is far too short to guess it by. */
function checksum(value: string): number {
  let sum = 7;
  for (const character of value) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return sum;
}
