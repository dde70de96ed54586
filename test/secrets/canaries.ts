import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { Cleaner } from '../adapters/git/make-repository.ts';
import type { Place } from '../emulators/runner/run-step.ts';
import type { Secrets } from './scan.ts';

/** Letters and digits alone, so that every spelling of it is one that the scan knows. */
export function makeCanary(): string {
  return `canary${randomBytes(20).toString('hex')}`;
}

/** Everything in which a secret of the job can lie, each with a canary of its own. */
export type Canaries = {
  readonly secrets: Secrets;
  /** Variables of the step. */
  readonly env: Readonly<Record<string, string>>;
  /** `github-token` and `api-key`. */
  readonly token: string;
  readonly key: string;
  /** Puts the files where they belong; answers their paths. */
  plant(place: Place, workspace: string): readonly string[];
  /** A file that the action's process inherits as an open descriptor. */
  readonly descriptorFile: string;
  /** A Unix socket and a port on loopback that tell their canary to everybody who asks. */
  readonly socket: string;
  readonly port: number;
  /** How often somebody asked either. */
  asked(): number;
};

export const DESCRIPTOR = 77;

export async function makeCanaries(t: Cleaner, directory: string): Promise<Canaries> {
  const secrets: Record<string, string> = {};
  const secret = (name: string) => (secrets[name] = makeCanary());
  let asked = 0;
  const answers = [secret('socket'), secret('listener')] as const;
  const socket = join(directory, 'agent.sock');
  const unix = createServer((connection) => {
    asked += 1;
    connection.on('error', () => undefined).end(answers[0]);
  });
  const http = createHttpServer((_request, response) => {
    asked += 1;
    response.end(answers[1]);
  });
  await new Promise<void>((resolve) => unix.listen(socket, resolve));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  chmodSync(socket, 0o777);
  t.after(() => {
    unix.close();
    http.close().closeAllConnections();
  });
  const descriptorFile = join(directory, 'inherited');
  writeFileSync(descriptorFile, secret('descriptor'));
  return {
    token: secret('token'),
    key: secret('key'),
    env: {
      NPM_TOKEN: secret('environment'),
      'INPUT_OTHER-TOKEN': secret('input'),
      STATE_TOKEN: secret('state'),
      ACTIONS_RUNTIME_TOKEN: secret('runtime'),
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret('oidc'),
    },
    plant: (place, workspace) => plantFiles(t, filesOf(place, workspace, secret)),
    descriptorFile,
    socket,
    port: (http.address() as AddressInfo).port,
    asked: () => asked,
    secrets,
  };
}

type NamedFiles = Readonly<Record<string, string>>;

function filesOf({ temp, home }: Place, workspace: string, secret: (name: string) => string): NamedFiles {
  const header = Buffer.from(`x-access-token:${secret('credentials')}`).toString('base64');
  return {
    [join(temp, 'git-credentials-1f.config')]: `[http]\n\textraheader = AUTHORIZATION: basic ${header}\n`,
    [join(temp, '_runner_file_commands', 'set_env_other')]: `TOKEN=${secret('file-command')}\n`,
    [join(home, '.ssh', 'id_ed25519')]: `-----BEGIN KEY-----\n${secret('ssh')}\n-----END KEY-----\n`,
    [join(home, '.npmrc')]: `//npm.example.com/:_authToken=${secret('npmrc')}\n`,
    [join(home, '.config', 'opencode', 'opencode.json')]: `{"username":"${secret('opencode-config')}"}\n`,
    [join(home, '.local', 'share', 'opencode', 'auth.json')]:
      `{"x":{"type":"api","key":"${secret('opencode-auth')}"}}\n`,
    [join(workspace, '.env')]: `DATABASE=${secret('untracked')}\n`,
    [join(workspace, '.git', 'config')]:
      `[http]\n\textraheader = AUTHORIZATION: basic ${secret('git-config')}\n`,
    [`${workspace}.beside`]: `${secret('neighbour')}\n`,
  };
}

function plantFiles(t: Cleaner, files: NamedFiles): readonly string[] {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, text, { mode: 0o600 });
    t.after(() => rmSync(path, { force: true }));
  }
  return Object.keys(files);
}
