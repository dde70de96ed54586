import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOf, type Setting } from '../fault.ts';
import type { Live } from '../live.ts';
import { always, reportText } from '../scripts.ts';

/** A model that keeps the run waiting. */
const WAITING = always({ text: reportText(), delayMs: 60_000 });

/** Enough for the trail to outgrow a page of memory. */
const SEARCHES = Array.from({ length: 30 }, (_, index) => ({
  name: 'grep',
  args: { pattern: `half${index}`, path: '/pr' },
}));

/**
 * A user who is not root can make such a surrounding in a user namespace only, where nothing belongs to root any
 * more: there the run ends before it reaches what the row is about.
 */
const AS_USER = { code: 'git-missing', says: /belongs to root/u } as const;

const PROCESSES = rowsOf('Machine', [
  [
    'the broker is killed',
    { code: 'broker-failed', says: /holds the model's key ended/u, within: 20_000 },
    killing(/broker\/index\.js/u),
  ],
  [
    'the relay in the sandbox is killed',
    { code: 'sandbox-failed', says: /ended before its work did/u, within: 20_000 },
    killing(/^\/opt\/gate\/node \/opt\/gate\/relay/u),
  ],
  [
    'the sandbox is killed',
    { code: 'sandbox-failed', says: /ended before its work did/u, within: 20_000 },
    killing(/^(?:\/usr\/bin\/|\/bin\/)?bwrap --args/u),
  ],
]);

const SANDBOX = rowsOf('Machine', [
  [
    'bubblewrap is not installed',
    unavailable(/bwrap is not in \/usr\/bin or \/bin/u),
    {
      under: outer(
        '--tmpfs',
        '/usr/bin',
        ...['git', 'env'].flatMap((name) => ['--ro-bind', `/usr/bin/${name}`, `/usr/bin/${name}`]),
      ),
    },
  ],
  [
    'bubblewrap is a file that anyone could have written',
    unavailable(/does not belong to root alone/u),
    { under: outer('--bind', '/dev/null', '/usr/bin/bwrap') },
  ],
  [
    'there are no user namespaces',
    unavailable(/./u),
    { under: outer('--unshare-user', '--disable-userns', '--uid', '0', '--gid', '0') },
  ],
  [
    'the sandbox has a name that no rung has',
    { code: 'input-invalid', verdict: null, says: /sandbox must be one of/u },
    { flags: { sandbox: 'chroot' } },
  ],
]);

const DISK = rowsOf('Machine', [
  [
    'the disk for temporary files is full from the start',
    { code: 'state-unwritable', says: /private directory/u, asUser: AS_USER },
    (place) => ({ under: outer('--size', '4096', '--tmpfs', place.temporary) }),
  ],
  [
    'the disk for temporary files fills up',
    { code: 'state-unwritable', says: /./u, asUser: AS_USER },
    (place) => ({ under: outer('--size', '40960', '--tmpfs', place.temporary) }),
  ],
  [
    'there is no directory for temporary files',
    { code: 'state-unwritable', verdict: null, says: /No private directory can be made/u },
    { env: { TMPDIR: '/nonexistent' } },
  ],
  [
    'the disk for the trail is full',
    { code: 'state-unwritable', says: /audit trail cannot be written \(ENOSPC\)/u },
    { flags: { trail: '/dev/full' } },
  ],
  [
    'the disk for the trail fills up',
    { code: 'state-unwritable', says: /audit trail cannot be written \(ENOSPC\)/u, asUser: AS_USER },
    (place) => {
      const trail = place.write('trail/trail.jsonl', '');
      return {
        under: outer('--size', '4096', '--tmpfs', join(trail, '..')),
        flags: { trail },
        model: ({ exchanges }) => (exchanges.length === 0 ? { toolCalls: SEARCHES } : { text: reportText() }),
      };
    },
  ],
  [
    'the path for temporary files is too long for a socket',
    { code: 'state-unwritable', says: /too long for a socket/u },
    (place) => ({ env: { TMPDIR: join(place.write(`long/${'long'.repeat(30)}/file`, ''), '..') } }),
  ],
  [
    'the trail is in a directory that does not exist',
    { code: 'state-unwritable', verdict: null, says: /audit trail cannot be written \(ENOENT\)/u },
    { flags: { trail: '/nonexistent/trail.jsonl' } },
  ],
  [
    'standard output is full',
    { code: 'publish-failed', verdict: null, says: /Writing to standard output failed \(ENOSPC\)/u },
    { stdout: '/dev/full' },
  ],
  [
    'nobody reads standard output',
    { code: 'publish-failed', verdict: null, says: /Writing to standard output failed \(EPIPE\)/u },
    { stdout: 'gone' },
  ],
  [
    'the directory of --output does not exist',
    { code: 'publish-failed', verdict: null, says: /output file cannot be written \(ENOENT\)/u },
    { flags: { output: '/nonexistent/result.json' } },
  ],
]);

const REPOSITORY = rowsOf('Machine', [
  [
    'the head moves during the run',
    { code: 'head-moved', says: /moved while it was being judged/u },
    (place) => {
      const { repository } = place.ownRepository();
      return {
        flags: { repo: repository.directory, head: 'topic' },
        model: () => {
          repository.commit({ 'later.txt': 'later\n' }, { branch: 'topic' });
          return { text: reportText() };
        },
      };
    },
  ],
  [
    'the branch of the head is removed during the run',
    { code: 'head-moved', says: /was removed from the repository/u },
    (place) => {
      const { repository } = place.ownRepository();
      return {
        flags: { repo: repository.directory, head: 'topic' },
        model: () => {
          repository.git('update-ref', '-d', 'refs/heads/topic');
          return { text: reportText() };
        },
      };
    },
  ],
  [
    'the repository is removed during the run',
    { code: 'head-moved', says: /was removed from the repository/u },
    (place) => {
      const { repository, head } = place.ownRepository();
      return {
        flags: { repo: repository.directory, head },
        model: () => {
          rmSync(repository.directory, { recursive: true, force: true });
          return { text: reportText() };
        },
      };
    },
  ],
  ['git is not installed', { code: 'git-missing', says: /./u }, { under: outer('--tmpfs', '/usr/bin') }],
  [
    'a part of the change is a binary that nobody can review',
    { code: 'coverage-incomplete', says: /1 part of the change was not reviewed \(1 binary\)/u },
    (place) => {
      const { repository } = place.ownRepository();
      const head = repository.commit(
        { 'tool.bin': Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7919) % 256)) },
        { branch: 'topic' },
      );
      return { flags: { repo: repository.directory, head } };
    },
  ],
  [
    'an object of the head is missing',
    { code: 'git-failed', says: /./u },
    (place) => {
      const { repository, head } = place.ownRepository();
      const blob = repository.git('rev-parse', `${head}:src/add.ts`).trim();
      rmSync(join(repository.directory, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
      return { flags: { repo: repository.directory, head } };
    },
  ],
]);

export const MACHINE = [...PROCESSES, ...SANDBOX, ...DISK, ...REPOSITORY];

function unavailable(says: RegExp) {
  return { code: 'sandbox-unavailable', says, asUser: AS_USER } as const;
}

/** Kills one process of the run while the model is being waited for. */
function killing(command: RegExp): Setting {
  return { model: WAITING, meanwhile: (live) => killWhileWaiting(live, command) };
}

async function killWhileWaiting({ asked, find, clock }: Live, command: RegExp): Promise<void> {
  await asked();
  const pid = await find(command);
  clock();
  process.kill(pid, 'SIGKILL');
}

/** The same machine with something else about it; what is mounted is gone with the run. */
function outer(...options: readonly string[]): readonly string[] {
  const powers = process.geteuid?.() === 0 && !options.includes('--unshare-user') ? ['--cap-add', 'ALL'] : [];
  return ['/usr/bin/bwrap', '--die-with-parent', '--dev-bind', '/', '/', ...powers, ...options, '--'];
}
