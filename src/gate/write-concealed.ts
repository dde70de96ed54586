import type { ObjectId } from '../change/change.ts';
import { decodeContent } from '../change/content.ts';
import { hides } from '../change/scope.ts';
import type { Ports, View } from '../ports.ts';
import { concealChange, concealKnown, cutKeys } from '../review/conceal-change.ts';
import { openPlaceholders, type Placeholders } from '../review/placeholders.ts';
import type { Subject } from './read-subject.ts';

/** What may leave the machine: the change and the view, both with placeholders in place of credentials. */
export type Concealed = {
  readonly change: Subject['change'];
  readonly view: View;
  readonly placeholders: Placeholders;
};

/**
 * Takes the credentials out of everything that the agent gets to see, before it is there. Each part teaches the next
 * one: first the change on both sides, then the whole head as the view is written, then the change once more.
 */
export async function writeConcealed({ change, range, policy }: Subject, ports: Ports): Promise<Concealed> {
  const { repository, secrets, trail } = ports;
  const placeholders = openPlaceholders((texts) => secrets.find(texts));
  await learnWhole(range.base, cutKeys(change), placeholders, ports);
  const lines = await concealChange(change, placeholders);
  const view = await repository.writeView(range.head, change, placeholders, hides(policy.review.hidden));
  const replaced = placeholders.replaced();
  if (Object.keys(replaced).length > 0) trail.record({ kind: 'secrets', replaced });
  return { change: concealKnown(lines, placeholders), view, placeholders };
}

/** Of a key that the lines of the base show in part, the whole file tells that it is one. */
async function learnWhole(
  base: ObjectId,
  paths: ReadonlySet<string>,
  placeholders: Placeholders,
  { repository }: Ports,
): Promise<void> {
  if (paths.size === 0) return;
  const files = await repository.readFiles(base, (path) => paths.has(path));
  await placeholders.replaceIn(
    files.flatMap(({ path, bytes }) => {
      const content = decodeContent(bytes);
      return content === null ? [] : [{ path, text: content.text }];
    }),
  );
}
