// Tells what the proof comes to on the machine it is started on; a test starts it on a crippled one.
import { reasonOf } from '../../src/errors.ts';
import { proveSandbox } from '../../src/sandbox/prove-sandbox.ts';
import { makeMounts } from './mounts.ts';

const { mounts, remove } = await makeMounts();
await proveSandbox({ name: 'auto', mounts, record: () => undefined }).then(
  ({ rung }) => console.log('opened', rung),
  (error: unknown) => console.log(reasonOf(error).code, reasonOf(error).message),
);
remove();
