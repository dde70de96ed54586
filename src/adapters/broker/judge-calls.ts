import type { BrokerEvent } from '../../broker/broker.ts';
import { GAVE_UP, HUNG_UP } from '../../broker/call.ts';
import { BUDGET } from '../../broker/checked.ts';
import type { Reason } from '../../errors.ts';

/** Draws from a run's calls what makes it inconclusive. */
export type CallJudge = {
  add(call: Extract<BrokerEvent, { kind: 'call' }>): void;
  /** Worst first; null when every call was answered, or failed and then succeeded. */
  trouble(): Reason | null;
};

export function judgeCalls(): CallJudge {
  let tampered: Reason | null = null;
  let budget: Reason | null = null;
  let failed: Reason | null = null;
  return {
    add(call) {
      const why = call.why ?? 'unknown';
      if (call.decision === 'forwarded') failed = null;
      else if (call.decision === 'refused' && why.startsWith(BUDGET))
        budget ??= outOf(why.slice(BUDGET.length));
      else if (call.decision === 'refused') tampered ??= askedTooMuch(call.route, why);
      else if (why !== HUNG_UP && why !== GAVE_UP) failed = noAnswer(why);
    },
    trouble: () => tampered ?? budget ?? failed,
  };
}

function askedTooMuch(route: string, why: string): Reason {
  return {
    code: 'tampered',
    message: `The sandboxed agent asked the model gateway for something a review never needs (${route}: ${why}). Look at what the change tells the agent to do; the trail has each call.`,
  };
}

function outOf(what: string): Reason {
  return {
    code: 'model-budget',
    message: `The review reached its limit of ${what}. Raise it under "limits" in the policy, or make the pull request smaller.`,
  };
}

/** What a person can do about the most frequent failures. */
const REMEDIES: Readonly<Record<string, string>> = {
  'status 400': 'Check that the model can be used with tools at this endpoint.',
  'status 401': 'The provider did not accept the key: check the input api-key.',
  'status 402': 'Check the credit of the account.',
  'status 403': 'The key may not use this model: check its permissions.',
  'status 404': 'Check the inputs model and base-url.',
  'status 413': 'The request was too large for this model.',
  'status 429': 'The provider limits the rate or the quota: wait, or use another key or model.',
  'name not found': 'Check the input base-url.',
  'connection refused':
    'Check that the endpoint runs at the address of the input base-url, or of the provider where that is empty.',
  'TLS certificate not accepted': 'The endpoint needs a certificate that this machine trusts.',
  'unexpected answer': 'Check that base-url is the address of a model and not of a web page.',
  'private address':
    "The provider's name leads to a private address of this network, where no call goes unasked: set base-url to the endpoint if that is meant.",
  redirect: 'The endpoint redirects, and redirects are never followed: set base-url to where it points.',
};

function noAnswer(why: string): Reason {
  const remedy = REMEDIES[why] ?? 'Run the job again later.';
  return { code: 'model-failed', message: `The model provider did not answer (${why}). ${remedy}` };
}
