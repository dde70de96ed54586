/** One file of one npm package, pinned to its bytes. */
export type Pin = {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** Of the package's tarball, as the lock file has it; npm checks it. */
  readonly integrity: string;
  /** The executable inside the package. */
  readonly file: string;
  /** Of the executable, lowercase hexadecimal; checked before each run. */
  readonly sha256: string;
};

export type Pins = { readonly opencode: Pin; readonly ripgrep: Pin };

/**
 * By `process.platform`-`process.arch`. The `baseline` package of this version, for processors without AVX2, holds
 * the very same bytes, so there is nothing to choose.
 */
export const PINS: ReadonlyMap<string, Pins> = new Map([
  [
    'linux-x64',
    {
      opencode: {
        name: 'OpenCode',
        package: 'opencode-linux-x64',
        version: '1.18.33',
        integrity:
          'sha512-q/t/3p2CTxOT9y2kvjesb/LZab2+1eqlhhWA02Be6mjTtmYtNBcBsrI5yDo4Fw7ZSPBW2oyMIGMNRqiKQjiAWw==',
        file: 'bin/opencode',
        sha256: '0abbb7c32ab0294c0a7bfa2705f9ff0df5dce5ab721d1f00cccfe393f2a11427',
      },
      ripgrep: {
        name: 'ripgrep',
        package: '@vscode/ripgrep-linux-x64',
        version: '1.18.0',
        integrity:
          'sha512-mQ3bVrUpnD2vs7QT0vX90Lt0cnUq467uFtEktIdsJJmW296RoSULRGqWgzG1AKxyBpNDD6l4ZO4qKf6SgyC23Q==',
        file: 'bin/rg',
        sha256: '193906679498de4d939345b937fa24e0e69a03c244bd70c859f5e41232713f21',
      },
    },
  ],
]);

/** The version whose events, configuration and exit codes the gate knows. */
export const OPENCODE_VERSION = '1.18.33';
