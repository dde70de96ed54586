/** An action that our workflows use, at the only commit that they may name, with the inputs that it has there. */
export type KnownAction = {
  readonly sha: string;
  readonly version: string;
  readonly inputs: readonly string[];
};

export const KNOWN_ACTIONS: ReadonlyMap<string, KnownAction> = new Map([
  [
    'actions/checkout',
    {
      sha: '3d3c42e5aac5ba805825da76410c181273ba90b1',
      version: 'v7.0.1',
      inputs: [
        'ref',
        'repository',
        'path',
        'fetch-depth',
        'fetch-tags',
        'filter',
        'persist-credentials',
        'token',
      ],
    },
  ],
  [
    'actions/upload-artifact',
    {
      sha: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
      version: 'v7.0.0',
      inputs: ['name', 'path', 'if-no-files-found', 'retention-days'],
    },
  ],
  [
    'actions/attest-build-provenance',
    {
      sha: 'a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32',
      version: 'v4.1.0',
      inputs: ['subject-path', 'subject-checksums', 'show-summary', 'github-token'],
    },
  ],
  [
    'github/codeql-action/upload-sarif',
    {
      sha: '8aad20d150bbac5944a9f9d289da16a4b0d87c1e',
      version: 'v4.36.2',
      inputs: ['sarif_file', 'category', 'checkout_path', 'ref', 'sha', 'token', 'wait-for-processing'],
    },
  ],
]);
