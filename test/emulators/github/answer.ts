/** What the fake sends. */
export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A request that GitHub turns down, thrown by whoever notices. */
export class Refused extends Error {
  readonly answer: Answer;

  constructor(answer: Answer, message: string) {
    super(message);
    this.answer = answer;
  }
}

const DOCUMENTATION = 'https://docs.github.com/rest';

export function refuse(status: number, message: string, more: Omit<Answer, 'status'> = {}): never {
  const body = {
    message,
    documentation_url: DOCUMENTATION,
    status: String(status),
    ...(more.body as object | undefined),
  };
  throw new Refused({ ...more, status, body }, message);
}

/** 422 as GitHub words it: one sentence for all, or an entry for each thing that is wrong. */
export function invalid(message: string, errors?: readonly unknown[]): never {
  return refuse(422, message, errors === undefined ? {} : { body: { errors } });
}

export const notFound = (): never => refuse(404, 'Not Found');
