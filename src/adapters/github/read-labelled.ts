import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Labelled } from '../../contest/said.ts';

const LabelledEvent = z.object({
  action: z.literal('labeled'),
  label: z.object({ name: z.string().min(1) }),
  sender: z.object({ id: z.int().positive(), login: z.string().min(1).max(100), type: z.string() }),
  pull_request: z.object({ head: z.object({ sha: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u) }) }),
});

/**
 * The label whose setting started this run; null for any other event. `path` is GITHUB_EVENT_PATH, `attempt`
 * GITHUB_RUN_ATTEMPT: to run it again tells the old event once more, and the label that is there by then may have been
 * taken off by whoever set it and set again by anybody.
 */
export async function readLabelled(name: string, path: string, attempt: string): Promise<Labelled | null> {
  if (attempt !== '1') return null;
  if (name !== 'pull_request' && name !== 'pull_request_target') return null;
  const payload: unknown = JSON.parse(await readFile(path, 'utf8'));
  const event = LabelledEvent.safeParse(payload);
  if (!event.success) return null;
  const { sender, label, pull_request: pull } = event.data;
  return {
    by: { id: sender.id, login: sender.login, isUser: sender.type === 'User' },
    label: label.name,
    commit: pull.head.sha,
  };
}
