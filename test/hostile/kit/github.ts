import { githubPublisher } from '../../../src/adapters/github/github-publisher.ts';
import { openQuick } from '../../adapters/github/api-server.ts';
import { type Github, type GithubOptions, startGithub } from '../../emulators/github/start-github.ts';
import { EVERY_PERMISSION, JOB_TOKEN } from '../../emulators/github/tokens.ts';
import type { Place } from './place.ts';
import type { Pull } from './repository.ts';

/** What a reviewer without thought uses: a job's own token may not approve, an app's may. */
export const NAIVE_TOKEN = 'ghs_token_of_an_app';
export const NAIVE = { kind: 'app', slug: 'naive', id: 99, permissions: EVERY_PERMISSION } as const;
/** Who posts for the gate, and who for its counterpart. */
const POSTERS = ['github-actions[bot]', 'naive[bot]'];

/** A server that has this pull request as number 7. */
export function openGithub(
  place: Place,
  { repository, base, head }: Pull,
  options: GithubOptions = {},
): Promise<Github> {
  return startGithub(place, {
    directory: repository.directory,
    pulls: [{ number: 7, head, baseSha: base }],
    tokens: { [NAIVE_TOKEN]: NAIVE },
    ...options,
  });
}

/** The gate's surfaces on that server, both owed; a second lasts a hundredth of one. */
export function surfacesOn({ url }: Github, { head }: Pull) {
  return githubPublisher({
    api: openQuick(url, { token: JOB_TOKEN }),
    token: JOB_TOKEN,
    place: { repository: 'acme/shop', number: 7 },
    head,
    baseRef: 'main',
    wishes: { 'check-run': 'named', 'review-comments': 'named' },
    isStranger: false,
    summaryUrl: '',
    signal: new AbortController().signal,
    settleMs: 0,
  });
}

/** The mark at the end of a text of the gate's own, which holds fingerprints alone. */
const MARK =
  /\n\n<!-- review-gate:v1 (?:by=(?:rule|agent)(?: job=[0-9a-z]{1,32})? fp|listed)=(?:[0-9a-f]{32}[, ])* ?-->$/u;

/** What the page of the pull request renders as Markdown, of whoever posted it but people. */
export function renderedBy({ state }: Github): Readonly<Record<string, string>> {
  const ours = <T extends { readonly author: { readonly login: string } }>(all: readonly T[]) =>
    all.filter(({ author }) => POSTERS.includes(author.login));
  return Object.fromEntries([
    ...state.checkRuns.flatMap(({ summary, text }, at) => [
      [`check ${at}: summary`, summary ?? ''],
      [`check ${at}: text`, text ?? ''],
    ]),
    ...ours(state.reviews).map(({ body }, at) => [`review ${at}`, body.replace(MARK, '')]),
    ...ours(state.reviewComments).map(({ body }, at) => [`comment ${at}`, body.replace(MARK, '')]),
  ]) as Record<string, string>;
}

/** What stands on another commit than the judged one, or on a pull request whose head is another one; null for nothing. */
export function strangeIn({ state }: Github, judged: string): string | null {
  const [pull] = state.pulls;
  const said = [...state.reviews, ...state.reviewComments];
  const isMoved = pull?.head !== judged;
  const strange = [
    ...state.checkRuns.filter(({ headSha }) => headSha !== judged).map(() => 'a check of another commit'),
    ...said.filter(({ commit }) => commit !== judged).map(() => 'a comment on another commit'),
    ...said.filter(() => isMoved).map(() => 'a comment beside a head that nobody judged'),
  ];
  return strange[0] ?? null;
}

/** The annotations of all check runs, and their titles; GitHub shows them as plain text. */
export function plainOf({ state }: Github): Readonly<Record<string, string>> {
  return Object.fromEntries(
    state.checkRuns.flatMap(({ title, annotations }, at) => [
      [`check ${at}: title`, title ?? ''],
      ...annotations.map((one, nth) => [
        `check ${at}: annotation ${nth}`,
        `${String(one['title'])}\n${String(one['message'])}`,
      ]),
    ]),
  ) as Record<string, string>;
}

/** Everything that was sent, whatever became of it: addresses and bodies, but not the header with the token. */
export function sentTo({ requests }: Github): Readonly<Record<string, string>> {
  return Object.fromEntries(
    requests.map(({ method, path, body }, at) => [`sent ${at}`, `${method} ${path} ${JSON.stringify(body)}`]),
  );
}
