import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Code } from '../../../src/errors.ts';
import { type Expected, rowsOf, type Setting } from '../fault.ts';
import type { Place } from '../place.ts';

const WRONG = rowsOf('Use', [
  ['a command that is none', wrong(/"rewiew" is no command/u), { args: ['rewiew'] }],
  [
    'an unknown flag',
    wrong(/Unknown flag --modle.*did you mean --model\?/u),
    { args: ['review', '--modle=local/m'] },
  ],
  ['a flag without its value', wrong(/--model needs a value/u), { args: ['review', '--model'] }],
  ['a flag given twice', wrong(/--head is given twice/u), { args: ['review', '--head=a', '--head=b'] }],
  [
    'an unknown flag, while nobody reads standard error',
    wrong(/^$/u),
    { args: ['review', '--modle=local/m'], stderr: 'gone' },
  ],
  ['a stray argument', wrong(/Unexpected argument "main"/u), { args: ['review', 'main'] }],
  ['a format that is none', wrong(/--format must be one of/u), { flags: { format: 'yaml' } }],
  [
    'a severity that is none',
    wrong(/fail-on must be one of/u, 'input-invalid'),
    { flags: { 'fail-on': 'hgih' } },
  ],
  [
    'minutes that are no number',
    wrong(/timeout-minutes must be a number/u, 'input-invalid'),
    { flags: { 'timeout-minutes': 'soon' } },
  ],
  [
    'no minutes at all',
    wrong(/timeout-minutes must lie above 0/u, 'input-invalid'),
    { flags: { 'timeout-minutes': '0' } },
  ],
  ['no model', wrong(/No model is given/u, 'model-missing'), { flags: { model: null } }],
  ['a model without its provider', wrong(/provider\/model/u, 'input-invalid'), { flags: { model: 'gpt' } }],
  [
    'a provider that is not known, without an address',
    wrong(/provider "local" is not known/u, 'input-invalid'),
    { flags: { 'base-url': null } },
  ],
  [
    'no key in the environment',
    wrong(/set the environment variable NOWHERE/u, 'key-missing'),
    { flags: { 'api-key-env': 'NOWHERE' } },
  ],
  [
    'an address that is none',
    wrong(/base-url/u, 'input-invalid'),
    { flags: { 'base-url': 'ftp://127.0.0.1/v1' } },
  ],
  [
    'a key that is none',
    { code: 'input-invalid', says: /one line of printable ASCII/u },
    { env: { GATE_FAULT_KEY: 'two words' } },
  ],
]);

const POLICY = rowsOf('Use', [
  [
    'the policy file does not exist',
    wrong(/--policy cannot be read \(ENOENT\)/u, 'policy-unreadable'),
    { flags: { policy: '/nonexistent/policy.jsonc' } },
  ],
  [
    'the policy file is a directory',
    wrong(/--policy cannot be read \(EISDIR\)/u, 'policy-unreadable'),
    (place) => ({ flags: { policy: place.directory } }),
  ],
  [
    'the policy has an unknown key',
    { code: 'policy-invalid', says: /line 1, column 15: unknown key "failon"; did you mean "failOn"\?/u },
    policy('{ "review": { "failon": "high" } }'),
  ],
  ['the policy is no JSONC', { code: 'policy-invalid', says: /./u }, policy('review:\n  failOn: high\n')],
  [
    'the policy has a wrong value',
    { code: 'policy-invalid', says: /./u },
    policy('{ "limits": { "minutes": "ten" } }'),
  ],
  ['the policy is no text', { code: 'policy-invalid', says: /./u }, policy('\u0000\uFFFD\u0000')],
  [
    'the policy of the base commit is invalid',
    { code: 'policy-invalid', says: /unknown key "nope"/u },
    based({ '.github/review-gate.jsonc': '{ "rules": { "nope": "off" } }' }),
  ],
  [
    'the policy of the base commit is lost',
    { code: 'policy-unreadable', says: /could not be read from the base commit/u },
    lostPolicy,
  ],
  [
    'the policy of the base commit is a link',
    { code: 'policy-invalid', says: /./u },
    based({ '.github/review-gate.jsonc': ['120000', '/etc/hostname'] }),
  ],
  [
    'the agent is not in the base commit',
    { code: 'input-invalid', says: /defines no agent "ghost"/u },
    { flags: { agent: 'ghost' } },
  ],
]);

const REPOSITORY = rowsOf('Use', [
  [
    'the directory is no repository',
    { code: 'repository-invalid', says: /no git repository/u },
    (place) => ({ flags: { repo: place.temporary } }),
  ],
  [
    'the directory does not exist',
    { code: 'repository-invalid', says: /./u },
    { flags: { repo: '/nonexistent' } },
  ],
  [
    'the clone is too shallow, and nothing can be fetched',
    { code: 'history-shallow', says: /`fetch-depth: 0`/u },
    (place) => {
      const { repository } = place.ownRepository();
      const clone = join(place.directory, 'clone');
      repository.git(
        'clone',
        '--quiet',
        '--depth=1',
        '--branch=topic',
        `file://${repository.directory}`,
        clone,
      );
      repository.git('-C', clone, 'remote', 'remove', 'origin');
      return { flags: { repo: clone, base: repository.git('rev-parse', 'main').trim(), head: 'HEAD' } };
    },
  ],
  [
    'the head is not known',
    { code: 'revision-unknown', says: /"nowhere" is not in the repository/u },
    { flags: { head: 'nowhere' } },
  ],
  [
    'the base is not known',
    { code: 'revision-unknown', says: /"nowhere" is not in the repository/u },
    { flags: { base: 'nowhere' } },
  ],
  [
    'the head is an option for git',
    { code: 'revision-unknown', says: /"--upload-pack=x"/u },
    { flags: { head: '--upload-pack=x' } },
  ],
  [
    'base and head have no commit in common',
    { code: 'history-unrelated', says: /./u },
    (place) => {
      const { repository } = place.ownRepository();
      repository.commit({ 'other.txt': 'other\n' }, { branch: 'other', parents: [] });
      return { flags: { repo: repository.directory, head: 'other' } };
    },
  ],
  [
    'base and head have several merge bases, and each hides something',
    { code: 'history-crossed', says: /Merge the base branch into the head/u },
    (place) => {
      const { repository, head } = place.ownRepository();
      const other = repository.commit({ 'other.txt': 'other\n' });
      const both = { 'other.txt': 'other\n', 'a.txt': 'a\n' };
      const topic = repository.commit({ 'a.txt': 'a\n' }, { branch: 'topic', parents: [head] });
      repository.commit(both, { parents: [other, topic] });
      const neither = { 'other.txt': null, 'a.txt': null };
      repository.commit(neither, { branch: 'crossing', parents: [topic, other] });
      return { flags: { repo: repository.directory, head: 'crossing' } };
    },
  ],
]);

export const USE = [...WRONG, ...POLICY, ...REPOSITORY];

/** Refused before there is a run: one sentence on standard error, nothing on standard output. */
function wrong(says: RegExp, code: Code = 'usage'): Expected {
  return { exit: 2, verdict: null, code, says };
}

function policy(text: string): (place: Place) => Setting {
  return (place) => ({ flags: { policy: place.write('policy.jsonc', text) } });
}

/** A repository whose base commit has these files as well. */
function based(
  files: Readonly<Record<string, string | readonly [string, string]>>,
): (place: Place) => Setting {
  return (place) => {
    const { repository } = place.ownRepository();
    const base = repository.commit(files);
    const head = repository.commit({ 'new.txt': 'new\n' }, { branch: 'later', parents: [base] });
    return { flags: { repo: repository.directory, head } };
  };
}

function lostPolicy(place: Place): Setting {
  const setting = based({ '.github/review-gate.jsonc': '{}' })(place);
  const directory = setting.flags?.['repo'] ?? '';
  // The id of the two bytes that the policy is.
  const blob = '9e26dfeeb6e641a33dae4961196235bdb965b21b';
  rmSync(join(directory, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
  return setting;
}
