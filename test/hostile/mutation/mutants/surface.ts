import { type Mutant, mutantsOf } from '../mutant.ts';

const surface = mutantsOf('surface', 'src/');

const STATE = 'adapters/github/read-review-state.ts';
const LOOK = 'adapters/github/look-at-pull.ts';
const POST_REVIEW = 'adapters/github/post-review.ts';
const SUGGESTION = 'report/suggestion.ts';
const CLEAN = 'review/clean-text.ts';
const CLAIMS = 'contest/claims.ts';
const STANDS = 'gate/acceptance-stands.ts';
const PLACE = 'post/find-place.ts';

/** What is written on the pull request, and what is read there. */
const PULL_REQUEST: readonly Mutant[] = [
  surface(
    'comments of every app are ours',
    [[STATE, 'return isBot(user) && user?.login === login;', 'return isBot(user);']],
    [113],
  ),
  surface(
    "comments of a person with the bot's name are ours",
    [[STATE, "return user?.type === 'Bot';", 'return user !== null;']],
    [113],
  ),
  surface(
    'comments of everybody are ours',
    [
      [STATE, 'return isBot(user) && user?.login === login;', "return (user?.login ?? login) !== '';"],
      [STATE, "return user?.type === 'Bot';", 'return user !== null;'],
    ],
    [113],
  ),
  surface(
    'lists of everybody are ours',
    [[STATE, 'reviews.filter(({ user }) => isOurs(user, login))', 'reviews']],
    [113],
  ),
  surface('a review approves', [[POST_REVIEW, "event: 'COMMENT'", "event: 'APPROVE'"]], [108]),
  surface(
    'the check is green whatever the verdict',
    [['report/check-run.ts', "block: 'failure',", "block: 'success',"]],
    [108],
  ),
  surface(
    'comments beside a head that moved',
    [[LOOK, 'if (now.head.sha !== head) return', "if (now.head.sha === '' && head !== '') return"]],
    [7],
  ),
  surface(
    'what is said of another base',
    [
      [
        LOOK,
        'if (baseRef !== null && now.base.ref !== baseRef)',
        "if (baseRef === '' && now.base.ref !== '')",
      ],
    ],
    [7],
  ),
  surface('a review without its commit', [[POST_REVIEW, 'commit_id: outcome.range?.head, ', '']], [7, 114]),
  surface(
    'as many comments as there are findings',
    [['report/review-comments.ts', 'MOST_COMMENTS = 50', 'MOST_COMMENTS = 5_000']],
    [119],
  ),
  surface(
    'texts for GitHub keep the secrets of the run',
    [
      [
        'adapters/actions/actions-publisher.ts',
        'publishAll(redacted(outcome, redact), desk)',
        'publishAll(outcome, desk)',
      ],
    ],
    [102],
  ),
  surface(
    'what GitHub answers is told to people',
    [
      [
        'adapters/github/surface-result.ts',
        ': `The surface ${surface} could not be written completely.`;',
        ': `The surface ${surface} could not be written completely: ${why}`;',
      ],
    ],
    [115],
  ),
  surface(
    'a surface that was refused costs nothing',
    [
      [
        'adapters/github/surface-result.ts',
        "const isOwed = wishes[surface] === 'named' && !(isRefused && isStranger);",
        "const isOwed = wishes[surface] === 'off' && !isStranger;",
      ],
    ],
    [115],
  ),
];

/** What becomes a button. */
const SUGGESTIONS: readonly Mutant[] = [
  surface('suggestions that call a bot', [[SUGGESTION, 'ORDER.test(suggestion) || ', '']], [107]),
  surface(
    'suggestions that call a bot in a comment',
    [[SUGGESTION, " || MENTION.test(suggestion.replace(TAGS, ''))", '']],
    [107],
  ),
  surface(
    'suggestions for files that decide what agents do',
    [
      [
        SUGGESTION,
        "return source === 'rule' || !(GUARDS.test(path) || isAsset(path));",
        "return source !== undefined && path !== '' && GUARDS !== undefined && isAsset !== undefined;",
      ],
    ],
    [107],
    'What an agent suggests for them was dropped when its report was read.',
  ),
  surface(
    'suggestions for those files, by both tests',
    [
      [
        SUGGESTION,
        "return source === 'rule' || !(GUARDS.test(path) || isAsset(path));",
        "return source !== undefined && path !== '' && GUARDS !== undefined && isAsset !== undefined;",
      ],
      [
        CLEAN,
        'if (suggestion === place.text || NEVER_SUGGEST.test(file.path)) return null;',
        "if (suggestion === place.text || file.path === '') return null;",
      ],
    ],
    [107],
  ),
  surface(
    'suggestions with what nobody sees, by both tests',
    [
      [SUGGESTION, "if (suggestion.replace(/[\\n\\t]/gu, '').search(UNSEEN) >= 0) return false;", ''],
      [
        CLEAN,
        'suggestion.length > MAX_SUGGESTION || !isPlain(suggestion)',
        'suggestion.length > MAX_SUGGESTION',
      ],
    ],
    [107],
  ),
];

/** Who may accept a finding, and what. */
const CONTEST: readonly Mutant[] = [
  surface(
    'nobody asks for the role',
    [[STANDS, 'if (!rules.roles.includes(role)) return', 'if (rules.roles.length === 0) return']],
    [3],
  ),
  surface(
    'whoever opened the pull request accepts',
    [[CLAIMS, "  if (by.id === author.id) return 'author';\n", '']],
    [3],
  ),
  surface('edited comments count', [[CLAIMS, "return isEdited ? 'edited' : null;", 'return null;']], [3]),
  surface('apps accept', [[CLAIMS, "if (!by.isUser || isThroughApp) return 'no-person';", '']], [4]),
  surface(
    'a comment accepts whatever there is',
    [
      [
        'gate/contest-findings.ts',
        'fingerprint === null || finding.id === fingerprint',
        'fingerprint !== finding.path',
      ],
    ],
    [3],
  ),
  surface(
    'any commit will do',
    [[STANDS, 'if (commit === range.head) return null;', "if (commit !== '') return null;"]],
    [3],
  ),
  surface(
    'commands behind other words',
    [
      [
        'contest/parse-command.ts',
        'if (commands.length === MOST_COMMANDS || !words.every((word, index) => told[index] === word)) break;',
        'if (commands.length === MOST_COMMANDS || !words.every((word, index) => told[index] === word)) continue;',
      ],
    ],
    [3],
  ),
];

/** What the post step believes. */
const POST: readonly Mutant[] = [
  surface(
    'the post step ends the process that its state names',
    [
      [
        'post.ts',
        'if (place !== null) {',
        "const pid = Number(process.env['STATE_pid']);\nif (pid > 0) process.kill(pid, 'SIGKILL');\nif (place !== null) {",
      ],
    ],
    [20],
  ),
  surface(
    'the post step takes a place anywhere',
    [
      [
        PLACE,
        'dirname(directory) !== resolve(temporaryOf(env)) || ',
        "temporaryOf(env) === dirname(resolve(directory, 'x')) || ",
      ],
    ],
    [20],
  ),
  surface(
    'the post step follows a link',
    [[PLACE, 'if (!isOwnDirectory(directory)) return null;', 'if (statOf(directory) === null) return null;']],
    [20],
  ),
];

/** Where what judges is read. */
const BASE: readonly Mutant[] = [
  surface(
    'the policy is read where the pull request parted',
    [
      [
        'gate/read-subject.ts',
        'const policy = await readPolicy(tip, request, ports);',
        'const policy = await readPolicy(range.base, request, ports);',
      ],
    ],
    [22],
  ),
];

/** Each rule of what GitHub gets, of what is believed that people say there, and of the step that comes last. */
export const SURFACE_MUTANTS: readonly Mutant[] = [
  ...PULL_REQUEST,
  ...SUGGESTIONS,
  ...CONTEST,
  ...BASE,
  ...POST,
];
