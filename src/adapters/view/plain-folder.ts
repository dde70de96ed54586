import { chmodSync, closeSync, constants, fchmodSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A directory of ours that is filled with plain files, readable for every user below it and writable for none. */
export type PlainFolder = {
  /** `name` is a path below the folder that `nameView` made. Throws when it exists: nothing is ever overwritten. */
  add(name: string, bytes: Uint8Array): void;
};

export function plainFolder(directory: string): PlainFolder {
  const known = new Set<string>();

  function makeFolder(name: string): void {
    if (name === '.' || known.has(name)) return;
    makeFolder(dirname(name));
    const place = join(directory, name);
    mkdirSync(place);
    // The umask of whoever started us must not keep the sandbox's user out.
    chmodSync(place, 0o755);
    known.add(name);
  }

  return {
    add(name, bytes) {
      makeFolder(dirname(name));
      const file = openSync(join(directory, name), NEW_FILE, 0o444);
      try {
        writeFileSync(file, bytes);
        fchmodSync(file, 0o444);
      } finally {
        closeSync(file);
      }
    },
  };
}

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
