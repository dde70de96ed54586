import { z } from 'zod';

const paths = z.array(z.string());

const descriptors = z.array(z.strictObject({ number: z.int(), link: z.string() })).nullable();

/** What the probe says it could do. It comes from inside, so it is foreign until this has spoken. */
export const FACTS = z.strictObject({
  processes: paths,
  self: z.int(),
  descriptors,
  firstDescriptors: descriptors,
  environments: z.array(z.string().nullable()),
  environment: z.record(z.string(), z.string()),
  status: z.string(),
  /** Of each process. */
  statuses: z.array(z.string().nullable()),
  /** What each attempted system call returned, as the executable wrote it, in hexadecimal digits. */
  calls: z.string().nullable(),
  oomScore: z.string(),
  limits: z.string(),
  interfaces: paths,
  routes: z.int(),
  listeners: z.int(),
  reached: paths,
  seen: paths,
  directories: z.array(z.strictObject({ path: z.string(), names: paths.nullable() })),
  sizes: z.array(z.strictObject({ path: z.string(), bytes: z.number().nullable() })),
  writable: paths,
  readable: paths,
  executable: paths,
  nested: z.string().nullable(),
  host: z.string(),
  namespaces: paths,
  broker: z.string(),
});

export type Facts = z.infer<typeof FACTS>;
