import { GateError } from '../../errors.ts';
import { cut } from '../../report/cut.ts';
import { visibleLine } from '../../report/escape/visible.ts';
import { errorCodeOf } from '../output/write-stream.ts';
import { GithubRefusal } from './github-api.ts';

/** Longest sentence of GitHub's own that is passed on, in UTF-16 units. */
const MOST_UNITS = 300;

/** What Octokit threw, as one sentence. It calls a connection that failed a 500, but then there is no response. */
export function refusalOf(error: unknown, request: string): Error {
  if (error instanceof GithubRefusal || error instanceof GateError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const status = statusOf(error);
  if (status === 0) {
    const code = codeOf(error);
    return new GithubRefusal(0, `${request} got no answer${code === '' ? '' : ` (${code})`}.`, {
      cause: error,
    });
  }
  const text = cut(visibleLine(said), MOST_UNITS);
  return new GithubRefusal(status, `GitHub answered ${request} with ${status}: ${text}`, { cause: error });
}

function statusOf(error: unknown): number {
  const isAnswer =
    error instanceof Error && 'status' in error && 'response' in error && error.response !== undefined;
  return isAnswer && typeof error.status === 'number' ? error.status : 0;
}

function codeOf(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    const code = errorCodeOf(one);
    if (code !== 'unknown') return code;
  }
  return '';
}
