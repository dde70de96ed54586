import type { Reason } from '../errors.ts';
import type { Usage } from '../verdict/verdict.ts';
import type { RunLog } from './run-log.ts';
import type { Turn } from './turn.ts';

/** How the process ended, as the sandbox told it. */
export type RunEnd = {
  readonly code: number | null;
  readonly signal: string | null;
  /** The first bytes of standard error; foreign, only searched for known sentences. */
  readonly stderr: string;
};

/**
 * The one success test of a run: it ended by itself with exit code 0, printed no error, used the agent it was told
 * to, had no permission rejected, and its last step ended with `stop` and a text. Everything else is a failure.
 */
export function judgeRun(log: RunLog, end: RunEnd, usage: Usage): Turn {
  const reason =
    cutOf(log, end) ?? faultOf(log) ?? rejectionOf(log, end) ?? errorOf(log) ?? endOf(end) ?? answerOf(log);
  const { toolCalls } = log;
  if (reason !== null) return { outcome: 'failed', reason, usage, toolCalls };
  return { outcome: 'answered', text: log.text, usage, toolCalls };
}

/** A process that dies in the middle of a line has crashed, and speaks no other language. */
function cutOf({ fault }: RunLog, end: RunEnd): Reason | null {
  return fault === 'cut-off' ? endOf(end) : null;
}

function faultOf({ fault }: RunLog): Reason | null {
  switch (fault) {
    case null:
      return null;
    case 'unknown-event':
    case 'cut-off':
      return { code: 'agent-events-unknown', message: UNKNOWN };
    case 'line-too-long':
    case 'too-many-events':
    case 'too-much-output':
      return {
        code: 'agent-output-limit',
        message: `OpenCode printed more than a review can need (${fault}); the run was stopped. ${AGAIN}`,
      };
  }
}

const AGAIN = 'Run the gate again; if it repeats, report it.';

const UNKNOWN =
  'OpenCode printed something that is no event of the pinned version. Use the pinned OpenCode, or report this if you do.';

function rejectionOf(log: RunLog, { stderr }: RunEnd): Reason | null {
  if (stderr.includes('Falling back to default agent'))
    return {
      code: 'agent-fell-back',
      message:
        'OpenCode did not use the reviewer agent it was told to use. Use the pinned OpenCode, or report this if you do.',
    };
  // Between the two stands what was asked for, which may have line feeds in it and so look like the log.
  if (
    /permission requested:|auto-rejecting/.test(stderr) ||
    log.stopped.some(({ action }) => action === 'reject')
  )
    return { code: 'agent-permission-rejected', message: REJECTED };
  return null;
}

const REJECTED =
  'A permission that the agent asked for was rejected because nobody was there to answer, and the run stopped there. Run the gate again, or use another model.';

function errorOf({ error }: RunLog): Reason | null {
  if (error === null) return null;
  switch (error.name) {
    case 'APIError':
    case 'ProviderAuthError':
      return { code: 'model-failed', message: apiSentence(error.status) };
    case 'ContextOverflowError':
      return { code: 'model-failed', message: OVERFLOW };
    case 'ContentFilterError':
      return {
        code: 'model-failed',
        message: "The provider's content filter stopped the answer. Try another model.",
      };
    case 'MessageOutputLengthError':
      return { code: 'agent-stopped-early', message: LENGTH };
    default:
      return { code: 'opencode-crashed', message: INSIDE };
  }
}

const EMPTY = 'The run ended without a text in its last step. Run the gate again, or use another model.';
const OVERFLOW = "The part of the change is larger than the model's context. Use a model with a larger one.";
const LENGTH = "The answer was longer than the model's output limit. Use a model with a larger one.";
const INSIDE = 'OpenCode reported an error of its own. Run the gate again; if it repeats, report it.';

function apiSentence(status: number | null): string {
  if (status === null) return 'The model could not be reached. Check base-url and try again.';
  if (status === 401 || status === 403)
    return `The provider refused the key (HTTP ${status}). Check the api-key input, and that the key may use this model.`;
  if (status === 404)
    return 'The provider does not know the model or the address (HTTP 404). Check the model and base-url inputs.';
  if (status === 429)
    return 'The provider limits the rate or the quota is used up (HTTP 429). Try again later or raise the quota.';
  if (status >= 500) return `The provider failed (HTTP ${Math.trunc(status)}). Try again later.`;
  return `The provider refused the request (HTTP ${Math.trunc(status)}). Check that the model supports tool calls.`;
}

function endOf({ code, signal, stderr }: RunEnd): Reason | null {
  if (code === 0 && signal === null) return null;
  if (/Configuration is invalid|ConfigInvalidError|ConfigJsonError/.test(stderr))
    return {
      code: 'opencode-config',
      message: 'OpenCode refused the configuration that the gate made. Please report it.',
    };
  const how = signal === null ? `exit code ${code}` : `signal ${signal.slice(0, 20)}`;
  return { code: 'opencode-crashed', message: `OpenCode ended before it had answered (${how}). ${AGAIN}` };
}

function answerOf({ events, finish, text }: RunLog): Reason | null {
  if (events === 0)
    return { code: 'agent-no-answer', message: `OpenCode ended without printing anything. ${AGAIN}` };
  if (finish === 'length') return { code: 'agent-stopped-early', message: LENGTH };
  if (finish !== 'stop')
    return {
      code: 'agent-stopped-early',
      message:
        'The run ended in the middle of its work, without a last answer. Run the gate again, or use another model.',
    };
  if (text.trim() === '') return { code: 'agent-no-answer', message: EMPTY };
  return null;
}
