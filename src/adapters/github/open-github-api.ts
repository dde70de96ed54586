import { Octokit } from '@octokit/core';
import type { OctokitOptions } from '@octokit/core/types';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import type { z } from 'zod';
import { GateError } from '../../errors.ts';
import { askServer, type ProxyEnv } from './ask-server.ts';
import { type Fill, type GithubApi, GithubRefusal } from './github-api.ts';
import { type Pace, pace } from './pace.ts';
import { refusalOf } from './refusal-of.ts';

export type GithubApiSettings = {
  /** GITHUB_API_URL: `https://api.github.com`, or `https://HOST/api/v3` on GitHub Enterprise Server. */
  readonly url: string;
  readonly token: string;
  /** Of this tool, for the user agent. */
  readonly version: string;
  /** Ends every wait and every request. */
  readonly signal: AbortSignal;
  /** The moment (milliseconds since 1970) after which nothing is waited for. */
  readonly deadline: number;
  /** Where `https_proxy`, `http_proxy` and `no_proxy` are read from. */
  readonly env?: ProxyEnv;
  /** Between two writes; GitHub asks for one second, and for three between two that notify people. */
  readonly pauseMs?: number;
  /** What the plugins take for a second; smaller in tests. */
  readonly secondMs?: number;
};

const PER_PAGE = 100;
/** Times that one request waits for a limit to pass. */
const MOST_WAITS = 3;

/** The retry plugin repeats after 1 and 4 s, which the run must still have. */
const REPEATS = 2;
const REPEATS_MS = 10_000;

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
type Answer = { readonly data: unknown; readonly more: boolean };
type Answered = {
  readonly data: unknown;
  readonly status: number;
  readonly headers: { readonly link?: string | undefined };
};
type Ask = (method: Method, route: string, fill: Fill, again: boolean) => Promise<Answer>;

/** GitHub's REST API behind the real client. What may be repeated, and how long it waits, is decided here. */
export function openGithubApi(settings: GithubApiSettings): GithubApi {
  return apiOf(settings, openLine(settings));
}

function apiOf(settings: GithubApiSettings, line: Line): GithubApi {
  const ask = openClient(settings, line);
  const again = () => settings.deadline - Date.now() > REPEATS_MS;
  return {
    read: async (route, fill, schema) => parse(route, schema, (await ask('GET', route, fill, again())).data),
    change: async (method, route, fill, schema) =>
      parse(route, schema, (await ask(method, route, fill, again())).data),
    append: async (route, fill, schema) =>
      parse(route, schema, (await ask('PATCH', route, fill, false)).data),
    create: async (route, fill, schema) => parse(route, schema, (await ask('POST', route, fill, false)).data),
    async list(route, fill, schema, most) {
      const all = [];
      for (let page = 1; all.length < most && page <= (2 * most) / PER_PAGE; page += 1) {
        const { data, more } = await ask('GET', route, { ...fill, per_page: PER_PAGE, page }, again());
        all.push(...parse(route, schema.array(), data));
        if (!more) break;
      }
      return all.slice(0, most);
    },
    count: () => line.sent,
    within: (ms) => apiOf({ ...settings, deadline: Math.min(settings.deadline, Date.now() + ms) }, line),
  };
}

/** What all parts of a run share of the way to GitHub. */
type Line = {
  sent: number;
  /** Nobody answered the last request, however often it was sent: the next one is sent once. */
  isSilent: boolean;
  readonly write: Pace;
  readonly notifications: Pace;
};

function openLine({ signal, pauseMs = 1_000 }: GithubApiSettings): Line {
  return { sent: 0, isSilent: false, write: pace(pauseMs, signal), notifications: pace(3 * pauseMs, signal) };
}

const Client = Octokit.plugin(throttling, retry);

function openClient(settings: GithubApiSettings, line: Line): Ask {
  const { signal, deadline, secondMs = 1_000 } = settings;
  const send = askServer(settings.env ?? {});
  const limits: Record<string, unknown> = {
    throttle: {
      retryAfterBaseValue: secondMs,
      write: line.write,
      notifications: line.notifications,
      onRateLimit: mayWait,
      onSecondaryRateLimit: mayWait,
    },
  };
  const options: OctokitOptions = {
    baseUrl: settings.url.replace(/\/+$/u, ''),
    userAgent: `opencode-review-gate/${settings.version}`,
    auth: settings.token,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    request: {
      fetch: (input: string | URL | Request, init?: RequestInit) => {
        line.sent += 1;
        return send(input, init);
      },
    },
    retry: {
      doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
      retries: REPEATS,
      retryAfterBaseValue: secondMs,
    },
    ...limits,
  };
  const client = new Client(options);
  /** A refused request had no effect, so that even a POST may be sent again when its time has come. */
  function mayWait(seconds: number, _options: unknown, _client: unknown, waits: number): boolean {
    return waits < MOST_WAITS && Date.now() + seconds * secondMs < deadline;
  }
  return async (method, route, fill, again) => {
    const left = deadline - Date.now();
    if (signal.aborted || left <= 0)
      throw new GithubRefusal(0, `${method} ${route} was not sent: the run's time is over.`);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(left)]);
    // A number above 0 would make the plugin repeat what it is told not to repeat.
    const request = { signal: limit, ...(again && !line.isSilent ? {} : { retries: 0 }) };
    try {
      const work = client.request(`${method} ${route}`, { ...fill, request });
      const answered: Answered = await unlessOver(work, limit);
      const { data, headers, status } = answered;
      line.isSilent = false;
      if (status >= 300)
        throw new GithubRefusal(status, `${method} ${route} was sent elsewhere (${status}).`);
      return { data, more: /rel="?next"?/u.test(headers.link ?? '') };
    } catch (error) {
      const refusal = refusalOf(error, `${method} ${route}`);
      line.isSilent = refusal instanceof GithubRefusal && refusal.status === 0;
      throw refusal;
    }
  };
}

const quiet = () => undefined;

/** The plugins' own waits know no signal. */
async function unlessOver<T>(work: Promise<T>, limit: AbortSignal): Promise<T> {
  let stop = quiet as () => void;
  const over = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new GithubRefusal(0, "The run's time is over."));
    limit.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    limit.removeEventListener('abort', stop);
  }
}

function parse<T>(route: string, schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.slice(0, 3).map((issue) => issue.path.join('.') || 'the whole');
  throw new GateError(
    'github-failed',
    `GitHub's answer to ${route} is not what it documents (wrong or missing: ${where.join(', ')}).`,
  );
}
