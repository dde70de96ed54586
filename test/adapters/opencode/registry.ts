import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pin } from '../../../src/adapters/opencode/pins.ts';

/**
 * A package registry on loopback with one package, whose executable is a text and whose install script would leave a
 * mark in `marker`. Speaks as much of the protocol as `npm ci` asks for.
 */
export async function startRegistry(marker: string) {
  const directory = mkdtempSync(join(tmpdir(), 'gate-test-registry-'));
  const manifest = {
    name: 'gate-test-program',
    version: '1.2.3',
    scripts: { preinstall: `touch ${marker}`, install: `touch ${marker}`, postinstall: `touch ${marker}` },
  };
  mkdirSync(join(directory, 'package', 'bin'), { recursive: true });
  writeFileSync(join(directory, 'package', 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, 'package', 'bin', 'program'), 'the program\n', { mode: 0o755 });
  execFileSync('tar', ['-czf', 'package.tgz', 'package'], { cwd: directory });
  const tarball = readFileSync(join(directory, 'package.tgz'));
  rmSync(directory, { recursive: true });
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;

  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const address = `http://${request.headers.host}`;
    if (request.url === '/gate-test-program') {
      const dist = { tarball: `${address}/package.tgz`, integrity };
      const document = {
        name: manifest.name,
        'dist-tags': { latest: '1.2.3' },
        versions: { '1.2.3': { ...manifest, dist } },
      };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
    } else if (request.url === '/package.tgz') response.end(tarball);
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const pin: Pin = {
    name: 'Program',
    package: 'gate-test-program',
    version: '1.2.3',
    integrity,
    file: 'bin/program',
    sha256: createHash('sha256').update('the program\n').digest('hex'),
  };
  return {
    pin,
    requests,
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
