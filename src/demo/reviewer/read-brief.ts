/** What the scripted reviewer takes out of the brief that it received: where the head lies and what to read there. */
export type BriefFiles = {
  readonly directory: string;
  readonly files: readonly { readonly path: string; readonly readAs: string }[];
};

/** Finds the files in the text of a brief. Null when the text does not have the form of one. */
export function readBrief(brief: string): BriefFiles | null {
  const directory = /The head of the pull request lies in (\S+), read-only/.exec(brief)?.[1];
  if (directory === undefined) return null;
  const renamed = otherNames(brief, directory);
  const files = [...brief.matchAll(/^=== (.+) \(/gm)].map(([, path = '']) => ({
    path,
    readAs: `${directory}/${renamed.get(path) ?? path}`,
  }));
  return { directory, files };
}

/** The lines `path is name` below the heading of that list. */
function otherNames(brief: string, directory: string): ReadonlyMap<string, string> {
  const [, list = ''] = brief.split(`## Other names in ${directory}\n\n`);
  const [lines = ''] = list.split('\n\n');
  return new Map(
    lines.split('\n').flatMap((line): [string, string][] => {
      const [path = '', name = ''] = line.split(' is ');
      return name === '' ? [] : [[path, name]];
    }),
  );
}
