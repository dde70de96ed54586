/** Why an acceptance does not count, in words that complete "… does not count:". */
export const REFUSALS = {
  unreadable: 'it is not written as the summary shows it, with the commit id in full and a reason',
  'no-commit': 'a comment on the pull request as a whole has to name the commit',
  edited: 'the comment was edited, or is part of a review of several comments; write a new one by itself',
  'no-person': 'it was written by an app and not by a person',
  author: 'it is by whoever opened the pull request',
  role: 'the policy does not name the role of whoever it is by',
  'role-unread': 'GitHub did not tell the role of whoever it is by',
  'too-many': 'too many people tried to accept something',
  commit: 'its commit is not among those of the pull request any more, or could not be read',
  changed: 'a later push has changed the lines, or what is around them',
  'no-owner': 'it takes a code owner of the file, and CODEOWNERS of the base names nobody for it',
  owner: 'it takes a code owner of the file',
  'owner-unread':
    'it takes a code owner of the file, and GitHub did not tell the token of the workflow who is in the team',
  'owner-label': 'a label does not accept what takes a code owner of the file; that takes the command',
} as const;

export type Refusal = keyof typeof REFUSALS;

/** One sentence for each kind of refusal, with the number of acceptances that it is about. */
export function refusalNotes(refusals: readonly Refusal[]): readonly string[] {
  const kinds = [...new Set(refusals)];
  return kinds.map((kind) => {
    const count = refusals.filter((refusal) => refusal === kind).length;
    const what =
      count === 1 ? 'An acceptance on the pull request does' : `${count} acceptances on the pull request do`;
    return `${what} not count: ${REFUSALS[kind]}.`;
  });
}
