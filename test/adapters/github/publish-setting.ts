import type { TestContext } from 'node:test';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { type GithubSettings, githubPublisher } from '../../../src/adapters/github/github-publisher.ts';
import { decideOutcome } from '../../../src/verdict/decide.ts';
import type { Finding } from '../../../src/verdict/finding.ts';
import type { Outcome } from '../../../src/verdict/verdict.ts';
import { makeSetting, type Setting } from '../../emulators/github/setting.ts';
import type { Github, GithubOptions } from '../../emulators/github/start-github.ts';
import { JOB_TOKEN } from '../../emulators/github/tokens.ts';
import { finding, outcome } from '../../report/sample.ts';
import { openQuick } from './api-server.ts';

/** The pull request of the fake's own setting: `src/cart.ts` changes at 10 and 30, `src/new.ts` is new. */
export type PublishSetting = Setting & {
  /** One run of the gate on what the head is now. */
  publish(findings: readonly Finding[], changed?: Partial<GithubSettings>, legs?: Legs): Promise<Result>;
  outcomeOf(findings: readonly Finding[], legs?: Legs): Promise<Outcome>;
  pushed: string;
};
export type Legs = { readonly reviewFailed?: true; readonly auditFailed?: true };
export type Result = Awaited<ReturnType<ReturnType<typeof githubPublisher>['publish']>>;

export async function publishSetting(t: TestContext, options: GithubOptions = {}): Promise<PublishSetting> {
  const setting = await makeSetting(t, options);
  const outcomeOf = (findings: readonly Finding[], legs: Legs = {}) =>
    outcomeAt(setting, setting.github.state.pulls[0]?.head ?? '', findings, legs);
  return {
    ...setting,
    pushed: setting.head,
    outcomeOf,
    async publish(findings, changed, legs) {
      const publisher = publisherOf(setting.github, setting.github.state.pulls[0]?.head ?? '', changed);
      return publisher.publish(await outcomeOf(findings, legs));
    },
  };
}

export function publisherOf({ url }: Github, head: string, changed: Partial<GithubSettings> = {}) {
  const token = changed.token ?? JOB_TOKEN;
  return githubPublisher({
    api: openQuick(url, { token }),
    token,
    place: { repository: 'acme/shop', number: 7 },
    head,
    baseRef: 'main',
    wishes: { 'check-run': 'named', 'review-comments': 'named' },
    isStranger: false,
    summaryUrl: 'https://github.example/acme/shop/actions/runs/1',
    signal: new AbortController().signal,
    settleMs: 0,
    ...changed,
  });
}

/** With the hunks that git and the gate's own reader make of it. */
async function outcomeAt(
  { repository, base }: Setting,
  head: string,
  findings: readonly Finding[],
  { reviewFailed, auditFailed }: Legs,
): Promise<Outcome> {
  const reader = gitRepository({ directory: repository.directory, fetch: 'never' });
  const change = await reader.readChange({ base, head });
  await reader.close();
  const sample = outcome();
  const missing = [{ code: 'audit-failed', message: 'It failed.' }] as const;
  const broken = { verdict: 'inconclusive', reasons: missing } as const;
  return decideOutcome({
    ...sample,
    range: { base, head },
    audit: {
      ...sample.audit,
      findings: findings.filter(({ source }) => source === 'rule'),
      ...(auditFailed ? broken : {}),
    },
    review: {
      ...sample.review,
      findings: findings.filter(({ source }) => source === 'agent'),
      ...(reviewFailed ? broken : {}),
    },
    hunks: change.files.map(({ path, hunks }) => ({
      path,
      hunks: hunks.map(({ lines: _lines, ...range }) => range),
    })),
  });
}

/** A finding with a fingerprint of its own, made from `name`. */
export function found(name: string, parts: Partial<Finding> = {}): Finding {
  const id = Buffer.from(name).toString('hex').padEnd(32, '0').slice(0, 32);
  return finding({
    id,
    path: 'src/new.ts',
    startLine: 1,
    endLine: 1,
    title: name,
    evidence: 'one',
    ...parts,
  });
}
