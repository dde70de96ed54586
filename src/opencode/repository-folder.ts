/**
 * The folder below OpenCode's repositories in which it keeps a clone: `github.com/owner/name` for `owner/name`,
 * `host/path` for anything else. Null for what OpenCode does not take for a remote repository.
 */
export function repositoryFolder(repository: string, branch: string | undefined): string | null {
  const text = repository
    .trim()
    .replace(/^git\+/, '')
    .replace(/#.*$/s, '')
    .replace(/\/+$/, '');
  const remote = text === '' ? null : parse(text);
  if (remote === null || !isHost(remote.host)) return null;
  if (remote.segments.length === 0 || !remote.segments.every(isSegment)) return null;
  if (branch !== undefined && branch !== '' && !isBranch(branch)) return null;
  const folder = [...remote.host.toLowerCase().split(':'), ...remote.segments].join('/');
  return branch === undefined || branch === '' ? folder : `${folder}@${encodeURIComponent(branch)}`;
}

type Remote = { readonly host: string; readonly segments: readonly string[] };

function parse(text: string): Remote | null {
  const short = /^github:([^/\s]+)\/([^/\s]+)$/.exec(text);
  if (short !== null) return { host: 'github.com', segments: segmentsOf(`${short[1]}/${short[2]}`) };
  return text.includes('://') ? parseUrl(text) : parseShort(text);
}

function parseShort(text: string): Remote | null {
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(.+)$/.exec(text);
  if (scp !== null) return { host: scp[1] ?? '', segments: segmentsOf(scp[2] ?? '') };
  const segments = segmentsOf(text);
  const [first = '', ...rest] = segments;
  if (rest.length > 0 && (/[.:]/.test(first) || first === 'localhost'))
    return { host: first, segments: rest };
  return segments.length === 2 ? { host: 'github.com', segments } : null;
}

function parseUrl(text: string): Remote | null {
  const url = URL.parse(text);
  if (url === null || url.protocol === 'file:') return null;
  return { host: url.host, segments: segmentsOf(url.pathname) };
}

function segmentsOf(path: string): readonly string[] {
  return path
    .split('/')
    .map((segment) => segment.trim().replace(/\.git$/, ''))
    .filter((segment) => segment !== '');
}

function isHost(host: string): boolean {
  return host !== '' && !host.startsWith('-') && !/[\s/\\]/.test(host);
}

function isSegment(segment: string): boolean {
  return segment !== '.' && segment !== '..' && !/[:\s/\\]/.test(segment);
}

function isBranch(branch: string): boolean {
  return /^[A-Za-z0-9/_.-]+$/.test(branch) && !branch.startsWith('-') && !branch.includes('..');
}
