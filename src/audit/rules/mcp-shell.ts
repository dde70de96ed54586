import { quoteName } from '../../opencode/quote-name.ts';
import { inlineCode } from '../inline-code.ts';
import type { Rule } from '../rule.ts';
import { activeServers, identityOf } from '../servers.ts';

export const mcpShell = {
  id: 'mcp-shell',
  title: 'An MCP server that is a script in one line',
  summary: 'An MCP server is started through a shell or an interpreter with a program in its arguments.',
  severity: 'medium',
  confidence: 'high',
  category: 'code-execution',
  *check(context) {
    for (const server of activeServers(context)) {
      const code = inlineCode(server.command.map((word) => word.text));
      const place = server.command[code?.index ?? 0]?.place;
      if (code === null || place === undefined) continue;
      const message = `The MCP server ${quoteName(server.name)} is a program for ${quoteName(code.interpreter)} inside the configuration: what it fetches and runs is hidden from version checks and from the allow list's readers.`;
      const { path, line } = place;
      yield { path, line, message, identity: identityOf(server), remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Call the program itself, with its arguments as separate words; set the folder with "cwd" and variables with "environment".';
