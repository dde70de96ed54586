import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { NODE } from '../kit/bundles.ts';
import { runInProcess } from '../kit/in-process.ts';
import type { Place } from '../kit/place.ts';
import { pretender } from '../kit/pretender.ts';

/** Reads a file of the machine, which it can where there is no sandbox. */
const READER = `
try { console.log(require('node:fs').readFileSync(process.argv[3], 'latin1')); } catch (error) { console.log(error.code); }`;

export const hostile: HostileCase = {
  number: 81,
  title: 'The sandbox cannot be had: forbidden namespaces, no bwrap, an old one, one that lies',
  area: 'sandbox',
  // Root alone can put another program in the place of bwrap.
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const got: Record<string, string | null> = {};
    for (const [name, wrap] of Object.entries(breakages(place))) {
      const file = join(place.directory, `secret-${name.replaceAll(' ', '-')}`);
      writeFileSync(file, place.secret(name));
      // With the defence off the gate does what others do then: it goes on without.
      const options = { source: READER, args: [file], wrap, rung: 'auto' } as const;
      const { run, refused, stderr } = await runInProcess(place, defence, options);
      if (run === undefined && refused === undefined) throw new Error(stderr.slice(-800));
      const texts = { out: run?.out ?? '' };
      got[name] = place.scan(texts).some(({ secret }) => secret === name) ? 'ran without a sandbox' : null;
      if (defence === 'on' && run !== undefined) got[name] ??= 'ran, in whatever';
    }
    return judge(defence, got);
  },
};

/** Ways to start the gate on a machine where something is wrong. */
function breakages(place: Place): Readonly<Record<string, readonly string[]>> {
  if (place.lane !== 'root') {
    const forbidding = ['bwrap', '--unshare-user', '--disable-userns', '--die-with-parent'];
    return { 'user namespaces are forbidden': [...forbidding, '--dev-bind', '/', '/', '--'] };
  }
  const instead = (name: string, text: string) => {
    const path = join(place.directory, name);
    writeFileSync(path, text);
    chmodSync(path, 0o755);
    const mount = 'mount --bind "$0" /usr/bin/bwrap && exec "$@"';
    return ['unshare', '--mount', '--propagation', 'private', '--', 'bash', '-c', mount, path];
  };
  return {
    'no bwrap': instead('none', ''),
    'an old bwrap': instead('old', '#!/bin/sh\necho "bwrap: Unknown option --disable-userns" >&2\nexit 1\n'),
    'a bwrap that isolates nothing': instead('liar', `#!${NODE}\n${pretender(place.directory)}`),
  };
}
