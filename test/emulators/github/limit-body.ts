import { invalid } from './answer.ts';

const MOST = 65_536;

/** The text of a comment or a review; refused when it is empty or longer than GitHub takes. */
export function limitBody(body: string | null): string {
  const text = body ?? '';
  if (text.trim() === '')
    return invalid('Validation Failed', [{ resource: 'IssueComment', code: 'missing_field', field: 'body' }]);
  if (Array.from(text).length <= MOST) return text;
  const message = `body is too long (maximum is ${MOST} characters)`;
  return invalid('Validation Failed', [{ resource: 'IssueComment', code: 'custom', field: 'body', message }]);
}
