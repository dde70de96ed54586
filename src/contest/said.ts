import type { ObjectId } from '../change/change.ts';

/** An account. A login can change hands, its number cannot; `isUser` is false for apps, bots and organisations. */
export type Person = { readonly id: number; readonly login: string; readonly isUser: boolean };

/** A comment as GitHub tells it: anyone with an account wrote its text. */
export type Comment = {
  readonly by: Person;
  readonly text: string;
  readonly isEdited: boolean;
  /** An app wrote it in the name of the person. */
  readonly isThroughApp: boolean;
  /** The commit that a review comment was made on; null for a comment on the pull request as a whole. */
  readonly commit: ObjectId | null;
  /** GitHub calls the author a member or a collaborator. Decides whose role is asked for first, and nothing else. */
  readonly isAssociated: boolean;
};

/** The event that started this run: somebody set a label, while the pull request had this head. */
export type Labelled = { readonly by: Person; readonly label: string; readonly commit: ObjectId };

/** What people said on the pull request about its findings. None of it is judged. */
export type Said = {
  /** Who opened the pull request. Unlike the authors of commits, nobody can forge it. */
  readonly author: Person;
  readonly comments: readonly Comment[];
  /** Null when no label started the run, or when it was taken off again. */
  readonly labelled: Labelled | null;
  /** There are more comments than were read. */
  readonly isCut: boolean;
};
