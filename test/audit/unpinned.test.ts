import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findUnpinned } from '../../src/audit/unpinned.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

const UNPINNED: readonly (readonly [string, number])[] = [
  ['npx server', 1],
  ['npx -y server', 2],
  ['npx -y server@latest', 2],
  ['npx -y server@^1.2.3', 2],
  ['npx -y server@1', 2],
  ['npx -y @scope/server', 2],
  ['npx -y @scope/server@next', 2],
  ['npx --package=server@1 run-it', 1],
  ['npx -p server@1.2.3 -p other other', 4],
  ['/usr/local/bin/npx -y server', 2],
  ['npx.cmd server', 1],
  ['bunx server', 1],
  ['bun x server', 2],
  ['pnpm dlx server', 2],
  ['yarn dlx server', 2],
  ['npm exec -- server', 3],
  ['uvx server', 1],
  ['uvx --python 3.12 server', 3],
  ['uvx --from server[cli] run-it', 2],
  ['uvx --from server>=1.0 run-it', 2],
  ['uvx --with extra==1.0 server', 3],
  ['uvx --from git+https://example.org/a/b run-it', 2],
  ['uvx --from git+https://example.org/a/b@v1.0 run-it', 2],
  ['uv tool run server', 3],
  ['pipx run server', 2],
  ['pipx run --spec server run-it', 3],
  ['docker run image', 2],
  ['docker run -i --rm -e TOKEN image:1.2.3 --flag', 6],
  ['podman run --network none image:latest', 4],
  ['npx github:owner/repo', 1],
  ['npx github:owner/repo#main', 1],
  ['env A=1 npx server', 3],
  ['deno run -A npm:server', 3],
  ['go run example.org/server@latest', 2],
];

const PINNED: readonly string[] = [
  'npx -y server@1.2.3',
  'npx -y @scope/server@1.2.3-beta.1',
  'npx -p server@1.2.3 run-it',
  'npx ./server',
  'uvx server==1.2.3',
  'uvx server@2025.4.7',
  'uvx --from server==1.2 run-it',
  'uvx --with extra==1.0 server==1.0',
  `uvx --from git+https://example.org/a/b@${SHA} run-it`,
  'pipx run --spec server==1.2.3 run-it',
  `docker run -i --rm image@${DIGEST}`,
  `docker run -v /a:/b --env A=b image:1@${DIGEST} --flag`,
  `npx github:owner/repo#${SHA}`,
  'deno run -A npm:server@1.2.3/bin',
  'deno run -A server.ts',
  'go run ./server',
  'node server.js',
  'python -m server',
  '',
];

suite('a command line without an exact version', () => {
  for (const [command, index] of UNPINNED) {
    test(command, () => assert.equal(findUnpinned(command.split(' '))?.index, index));
  }

  test('hidden in one word for a shell', () => {
    assert.equal(findUnpinned(['sh', '-c', 'cd /srv && exec npx -y server'])?.index, 2);
    assert.equal(findUnpinned(['sh', '-c', 'exec npx -y server@1.2.3']), null);
  });
});

suite('a command line with one', () => {
  for (const command of PINNED) test(command, () => assert.equal(findUnpinned(command.split(' ')), null));
});
