import { z } from 'zod';
import type { BrokerEvent } from '../../broker/broker.ts';

const count = z.number().nonnegative();

const SCHEMA = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({
    kind: z.literal('call'),
    route: z.string().max(200),
    decision: z.enum(['forwarded', 'refused', 'failed']),
    why: z.exactOptional(z.string().max(400)),
    status: z.exactOptional(z.int()),
    bytesIn: count,
    bytesOut: count,
    tokens: z.exactOptional(z.strictObject({ input: count, output: count, cached: count })),
    costUsd: z.exactOptional(count),
    ms: count,
  }),
]);

/** One line of the broker's standard output, or null when it is no event: then the broker is not ours. */
export function parseBrokerEvent(line: string): BrokerEvent | null {
  try {
    const parsed = SCHEMA.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
