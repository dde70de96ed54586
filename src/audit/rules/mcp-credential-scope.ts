import type { Place } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { foreignCredential } from '../broad-use.ts';
import type { Rule } from '../rule.ts';
import { activeServers, type Server } from '../servers.ts';
import { substitutionsIn } from '../substitutions.ts';

export const mcpCredentialScope = {
  id: 'mcp-credential-scope',
  title: 'An MCP server gets more than its own credential',
  summary: 'An MCP server is given the credential of another service, or the files that hold credentials.',
  severity: 'high',
  confidence: 'medium',
  category: 'exposure',
  *check(context) {
    for (const server of activeServers(context)) {
      for (const { what, place } of [...variablesOf(server), ...foldersOf(server)]) {
        const { path, line } = place;
        const message = `The MCP server ${quoteName(server.name)} is given ${what}: it opens far more than this server is for.`;
        yield { path, line, message, scope: `mcp.${server.name} ${what}`, remedy: REMEDY };
      }
    }
  },
} satisfies Rule;

const REMEDY =
  'Give the server a credential of its own, made for it and with the least rights, and only the folder that it works in.';

type Given = { readonly what: string; readonly place: Place };

function variablesOf(server: Server): readonly Given[] {
  const texts = [
    ...(server.url === null ? [] : [server.url]),
    ...server.headers,
    ...server.environment,
    ...server.command,
  ];
  return texts.flatMap(({ key, text, place }) => {
    const variables = [
      ...substitutionsIn(text).flatMap((one) => (one.kind === 'env' ? [one.what] : [])),
      ...(server.environment.some((one) => one.place === place) ? [key] : []),
      ...containerVariable(server, text),
    ];
    for (const variable of variables) {
      const credential = foreignCredential(server, variable);
      if (credential === null) continue;
      return [{ what: `${quoteName(variable)}, a credential of ${credential.service}`, place }];
    }
    return [];
  });
}

/** `docker run -e NAME` hands the variable on. */
function containerVariable({ command }: Server, text: string): readonly string[] {
  const index = command.findIndex((word) => word.text === text);
  const joined = /^(?:-e|--env=)([A-Z][A-Z0-9_]*)(?:=|$)/.exec(text)?.[1];
  if (joined !== undefined) return [joined];
  if (!/^(?:-e|--env)$/.test(command[index - 1]?.text ?? '')) return [];
  return [text.split('=', 1)[0] ?? ''];
}

const HOME = String.raw`(?:~|\$HOME|\$\{HOME\}|\{env:HOME\}|/root|/home/[^/:]+|/Users/[^/:]+)`;
const PRIVATE = new RegExp(
  `^(?:${HOME}/\\.(?:ssh|aws|azure|gnupg|kube|docker|netrc|npmrc|pypirc|config/(?:gcloud|gh|opencode)|local/share/opencode)(?:/|:|$)|/var/run/docker\\.sock(?::|$)|/(?:etc|proc)?(?::|$)|${HOME}/?(?::|$))`,
);

/** Folders that a container mounts, or that a server for files may use. */
function foldersOf({ command }: Server): readonly Given[] {
  const serves = command.some(({ text }) => /filesystem|(?:^|[/\\])(?:docker|podman|nerdctl)$/i.test(text));
  if (!serves) return [];
  return command.slice(1).flatMap(({ text, place }) => {
    const source = text
      .replace(/^(?:-v=?|--volume=|--mount=?)/, '')
      .replace(/^.*\b(?:source|src)=([^,]*).*$/s, '$1');
    return PRIVATE.test(source)
      ? [{ what: `the folder ${quoteName(source.split(':', 1)[0] ?? '')}`, place }]
      : [];
  });
}
