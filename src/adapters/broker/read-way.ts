import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { CA_CHARACTERS } from '../../broker/settings.ts';
import { GateError } from '../../errors.ts';
import { errorCodeOf } from '../output/write-stream.ts';

/** What the workflow says about the way to the provider, for the broker's settings. */
export type Way = { readonly ca?: string; readonly proxy?: string };

/** Throws GateError `input-invalid` for a file of authorities that is none. */
export function readWay(inputs: { readonly 'ca-file'?: string; readonly proxy?: string }): Way {
  const { 'ca-file': path = '', proxy = '' } = inputs;
  return { ...(path !== '' && { ca: readAuthorities(path) }), ...(proxy !== '' && { proxy }) };
}

function readAuthorities(path: string): string {
  const ca = read(path);
  const certificates = ca.match(CERTIFICATE) ?? [];
  if (certificates.length === 0)
    throw wrong('holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)');
  for (const certificate of certificates) checkCertificate(certificate);
  return ca;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/gu;

function checkCertificate(text: string): void {
  try {
    new X509Certificate(text).toString();
  } catch (cause) {
    throw wrong('holds a certificate in PEM form that cannot be read', cause);
  }
}

/** A named pipe or a device would make the run wait. */
function read(path: string): string {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw wrong('is no regular file');
    if (stat.size > CA_CHARACTERS) throw wrong('is larger than 512 KiB');
    return readFileSync(path, 'latin1');
  } catch (cause) {
    if (cause instanceof GateError) throw cause;
    throw wrong(`cannot be read (${errorCodeOf(cause)})`, cause);
  }
}

function wrong(what: string, cause?: unknown): GateError {
  return new GateError('input-invalid', `The file at ca-file ${what}.`, { cause });
}
