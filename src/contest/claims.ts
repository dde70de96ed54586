import type { ObjectId } from '../change/change.ts';
import { commandsIn } from './parse-command.ts';
import type { Refusal } from './refusal.ts';
import type { Comment, Person, Said } from './said.ts';

/** Somebody accepts a finding; whether he may is not known yet. */
export type Claim = {
  readonly by: 'command' | 'label';
  readonly who: Person;
  /** Null for every finding of the commit. */
  readonly fingerprint: string | null;
  readonly commit: ObjectId;
  readonly reason: string;
};

export type Refused = Pick<Claim, 'by' | 'who' | 'fingerprint'> & {
  readonly commit: ObjectId | null;
  readonly why: Refusal;
};

export type Ways = { readonly command?: string | undefined; readonly label?: string | undefined };

/** Everything that was said in a form that counts, by somebody other than the author; and what was not. */
export function claimsOf(said: Said, { command, label }: Ways): readonly (Claim | Refused)[] {
  const byLabel = label === undefined ? [] : labelClaims(said, label);
  if (command === undefined) return byLabel;
  const comments = said.comments.toSorted((a, b) => Number(b.isAssociated) - Number(a.isAssociated));
  return [...byLabel, ...comments.flatMap((comment) => commandClaims(comment, command, said.author))];
}

function labelClaims({ labelled, author }: Said, label: string): readonly (Claim | Refused)[] {
  if (labelled === null || labelled.label.toLowerCase() !== label.toLowerCase()) return [];
  const claim = { by: 'label', who: labelled.by, fingerprint: null, commit: labelled.commit } as const;
  if (!labelled.by.isUser) return [{ ...claim, why: 'no-person' }];
  if (labelled.by.id === author.id) return [{ ...claim, why: 'author' }];
  return [{ ...claim, reason: 'Accepted by the label, without a reason.' }];
}

function commandClaims(comment: Comment, command: string, author: Person): readonly (Claim | Refused)[] {
  return commandsIn(comment.text, command).map(({ fingerprint, commit: named, reason }) => {
    // What a person writes down goes before where he wrote it: an answer has the commit of what it answers.
    const commit = named ?? comment.commit;
    const claim = { by: 'command', who: comment.by, fingerprint } as const;
    const flaw = flawOf(comment, author);
    if (flaw !== null) return { ...claim, commit, why: flaw };
    if (reason === null) return { ...claim, commit, why: 'unreadable' };
    if (commit === null) return { ...claim, commit, why: 'no-commit' };
    return { ...claim, commit, reason };
  });
}

function flawOf({ by, isThroughApp, isEdited }: Comment, author: Person): Refusal | null {
  if (!by.isUser || isThroughApp) return 'no-person';
  if (by.id === author.id) return 'author';
  return isEdited ? 'edited' : null;
}
