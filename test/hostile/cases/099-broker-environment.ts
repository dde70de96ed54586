import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerJson, openUpstreamDouble } from '../../broker/upstream-double.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { openChannel } from '../kit/channel.ts';
import { withEnvironment } from '../kit/environment.ts';
import { openNaiveProcess } from '../kit/naive-process.ts';
import type { Place } from '../kit/place.ts';
import { startTrap } from '../kit/trap.ts';

export const hostile: HostileCase = {
  number: 99,
  title: 'Variables of the job lead the gateway through a proxy, past TLS, or into foreign code',
  area: 'broker',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const marker = place.marker();
    const script = join(place.directory, 'preload.cjs');
    writeFileSync(script, marker.js);
    const status = await asked(place, defence, { NODE_OPTIONS: `--require=${script}` });
    if (status !== 200) throw new Error(`The call was not answered: ${status}`);
    const certificate = makeCertificate(place);
    const { file } = certificate;
    const fooled = (env: Readonly<Record<string, string>>) => askFalse(place, defence, env, certificate);
    return judge(defence, {
      'a preload': marker.isMarked() ? 'ran' : null,
      'a proxy': await proxied(place, defence),
      'TLS that is not checked': await fooled({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
      'one more authority': await fooled({ NODE_EXTRA_CA_CERTS: file }),
      'other authorities': await fooled({ NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: file }),
    });
  },
};

/** One call through a channel that is started with these variables; answers the status. */
async function asked(
  place: Place,
  defence: Defence,
  env: Readonly<Record<string, string>>,
  upstream?: string,
): Promise<number | null> {
  const channel = await withEnvironment(env, () =>
    openChannel(place, defence, {
      naive: (own, key) => openNaiveProcess(upstream ?? own, key),
      ...(upstream === undefined ? {} : { settings: { upstream: `${upstream}/v1` } }),
    }),
  );
  return (await channel.ask())?.status ?? null;
}

async function proxied(place: Place, defence: Defence): Promise<string | null> {
  const trap = await startTrap(place);
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
  const env = Object.fromEntries(names.map((name) => [name, trap.url]));
  const none = { NO_PROXY: '', no_proxy: '' };
  const status = await asked(place, defence, { ...env, ...none, NODE_USE_ENV_PROXY: '1' });
  if (trap.caught() === null && status !== 200) throw new Error(`The call was not answered: ${status}`);
  if (trap.caught() === null) return null;
  return place.scan(trap.texts()).length > 0 ? 'got the key' : 'was asked';
}

/** Somebody in the middle, with a certificate that only this environment makes good. */
async function askFalse(
  place: Place,
  defence: Defence,
  env: Readonly<Record<string, string>>,
  { key, cert }: Certificate,
): Promise<string | null> {
  const middle = await openUpstreamDouble(answerJson, { key, cert });
  place.after(() => middle.close());
  await asked(place, defence, env, middle.origin);
  return middle.seen.length > 0 ? 'the man in the middle got the call' : null;
}

type Certificate = { readonly key: string; readonly cert: string; readonly file: string };

function makeCertificate(place: Place): Certificate {
  const directory = place.folder('certificate');
  const [key, file] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const args = ['req', '-x509', ...kind, '-keyout', key, '-out', file, ...subject];
  execFileSync('openssl', args, { stdio: 'ignore', timeout: 20_000 });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(file, 'utf8'), file };
}
