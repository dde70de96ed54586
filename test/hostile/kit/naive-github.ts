import { clientOf, PULL, SHOP } from '../../emulators/github/setting.ts';
import type { Github } from '../../emulators/github/start-github.ts';
import { NAIVE_TOKEN } from './github.ts';

export type RawFinding = {
  readonly path: string;
  readonly startLine: number;
  readonly title: string;
  readonly message: string;
  readonly remedy?: string;
  readonly suggestion?: string;
};
export type RawReport = { readonly findings: readonly RawFinding[]; readonly summary: string };

/** What GitHub takes. */
const MOST = 65_000;
const MOST_ANNOTATIONS = 50;

/**
 * A report on GitHub as it came, by a reviewer who trusts his agent: its words decide about the approval, and the head
 * is whatever is there by now. Answers what he prints when GitHub takes none of it.
 */
export async function postRaw({ url }: Pick<Github, 'url'>, report: RawReport): Promise<string> {
  const client = clientOf({ url }, NAIVE_TOKEN);
  const { findings, summary } = report;
  const text = cut(`${summary}\n\n${findings.map(proseOf).join('\n\n')}`);
  const isApproval = /\bAPPROVED?\b/u.test(JSON.stringify(report));
  const log: string[] = [];
  const attempt = async (send: () => Promise<unknown>) => {
    try {
      await send();
    } catch (error) {
      log.push(`GitHub did not take it: ${answerOf(error)}\n${text}`);
    }
  };
  await attempt(async () => {
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', PULL);
    await client.request('POST /repos/{owner}/{repo}/check-runs', {
      ...SHOP,
      name: 'naive',
      head_sha: data.head.sha,
      status: 'completed',
      conclusion: isApproval ? 'success' : 'failure',
      output: {
        title: findings[0]?.title.slice(0, 250) ?? 'Read.',
        summary: cut(summary),
        text,
        annotations: findings.slice(0, MOST_ANNOTATIONS).map(({ path, startLine, title, message }) => ({
          path,
          start_line: startLine,
          end_line: startLine,
          annotation_level: 'failure' as const,
          title: title.slice(0, 250),
          message: cut(message),
        })),
      },
    });
  });
  const comments = findings.map((finding) => ({
    path: finding.path,
    line: finding.startLine,
    side: 'RIGHT',
    body: cut(proseOf(finding)),
  }));
  const review = { ...PULL, event: isApproval ? 'APPROVE' : 'COMMENT', body: text } as const;
  await attempt(() => client.request(`POST ${REVIEWS}`, { ...review, comments }));
  if (log.length > 0) await attempt(() => client.request(`POST ${REVIEWS}`, review));
  return log.join('\n');
}

const REVIEWS = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';

export function proseOf({ title, message, remedy = '', suggestion }: RawFinding): string {
  const block = suggestion === undefined ? '' : `\n\`\`\`suggestion\n${suggestion}\n\`\`\`\n`;
  return `### ${title}\n\n${message}\n\n${remedy}\n${block}`;
}

function cut(text: string): string {
  return text.slice(0, MOST);
}

/** The whole answer, as people print it to see why. */
function answerOf(error: unknown): string {
  const { response } = error as { readonly response?: { readonly data?: unknown } };
  const data = response?.data;
  return typeof data === 'string' ? data : JSON.stringify(data, null, 2);
}

/** A reviewer who takes every text with a marker for his own: nothing is said twice, and what is fixed goes. */
export async function postByMarker(
  { url }: Pick<Github, 'url'>,
  findings: readonly { readonly category?: string; readonly message?: string }[],
): Promise<void> {
  const client = clientOf({ url }, NAIVE_TOKEN);
  const comments = (await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', PULL))
    .data;
  const reviews = (await client.request(`GET ${REVIEWS}`, PULL)).data;
  const isMarked = ({ body }: { readonly body: string }) => body.includes('<!-- review-gate:v1');
  if (findings.length === 0)
    for (const { id } of comments.filter(isMarked))
      await client
        .request('DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}', { ...SHOP, comment_id: id })
        .catch(() => undefined);
  if (findings.length === 0 || [...comments, ...reviews].some(isMarked)) return;
  for (const { message = 'The name reaches the query.' } of findings)
    await client.request(`POST ${REVIEWS}`, {
      ...PULL,
      event: 'COMMENT',
      body: 'SQL built from a name',
      comments: [{ path: 'src/shop.ts', line: 2, side: 'RIGHT', body: message }],
    });
}
