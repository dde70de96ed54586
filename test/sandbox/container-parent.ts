// A parent for a test: starts a container by the engine that is named, and waits to be killed.
import { setTimeout as sleep } from 'node:timers/promises';
import { containerProcess } from '../../src/sandbox/rungs/container-process.ts';

const [engine = '', scratch = ''] = process.argv.slice(2);
containerProcess({ engine, bash: '/bin/bash', name: 'gate-orphan', scratch }, ['run']);
await sleep(60_000);
