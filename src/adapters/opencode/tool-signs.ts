/**
 * What OpenCode 1.18.33 tells a model about the reviewer's tools, as `signTool` of the broker hashes it: the same for
 * every protocol and model. A tool that stands in the place of a built-in one has other texts.
 */
export const TOOL_SIGNS: Readonly<Record<string, string>> = {
  read: '6dc0bf4147f55b7f1ce1dec4d797618d9ad4ca9531fe9563eed1ed8fc7913861',
  glob: '19ff81e12cd28f5d6811a64ef07975a6cc53532b9f0d3bd66c08f324eb407521',
  grep: '40367f03f83d755c0b5b5e5ef9727697bb6d7b875cfcbf5df3fd724658fab895',
};
