import { belongsTo, type Credential, credentialNamed, isHostOf } from './credentials.ts';
import { remoteAddress, type Server } from './servers.ts';
import type { Substitution } from './substitutions.ts';

/** The credential of another service that a server gets by a substitution; null when it is the server's own. */
export function broadUse(server: Server, { kind, what }: Substitution): Credential | null {
  return kind === 'env' ? foreignCredential(server, what) : null;
}

/** The credential of another service that a variable of this name holds; null when it is the server's own. */
export function foreignCredential(server: Server, variable: string): Credential | null {
  const credential = credentialNamed(variable);
  if (credential === null) return null;
  const remote = remoteAddress(server);
  if (server.url !== null) return remote === null || isHostOf(credential, remote.host) ? null : credential;
  const command = server.command
    .map((word) => word.text)
    .filter((word) => !/^[A-Z][A-Z0-9_]*(?:=|$)/.test(word));
  return belongsTo(credential, command.join(' ')) ? null : credential;
}
