import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 24:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 196:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ complain)
/* harmony export */ });
/* unused harmony export endClosed */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(473);
/* harmony import */ var _report_escape_log_safe_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(423);
/* harmony import */ var _write_stream_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(545);



/** One line on standard error. That nobody reads it is no reason to end in another way. */
function complain(message) {
    try {
        (0,_write_stream_js__WEBPACK_IMPORTED_MODULE_1__/* .writeStream */ .G)(2, `${(0,_report_escape_log_safe_js__WEBPACK_IMPORTED_MODULE_2__/* .logSafe */ .s)(`opencode-review-gate: ${message}`)}\n`);
    }
    catch {
        return;
    }
}
/**
 * Node ends with exit code 1 when nobody caught an error, and 1 is what a `block` ends with: from here on it is 2.
 * While a run is under way its own listener turns the error into the run's reason.
 */
function endClosed() {
    process.on('uncaughtException', (error) => {
        if (process.listenerCount('uncaughtException') > 1)
            return;
        complain(reasonOf(error).message);
        process.exit(2);
    });
}


/***/ }),

/***/ 545:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ errorCodeOf),
/* harmony export */   G: () => (/* binding */ writeStream)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(24);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(473);


/** A reader that takes nothing for this long is as good as gone. */
const STALLED_MS = 20_000;
const PAUSE_MS = 5;
/**
 * Writes the whole text to an open file descriptor before it returns, so that a closed pipe or a full disk is
 * known now and not after the exit code was chosen, and so that a signal handler may call it.
 * Throws GateError with `code` when the descriptor does not take it all.
 */
function writeStream(fd, text, code = 'publish-failed') {
    const bytes = Buffer.from(text, 'utf8');
    let written = 0;
    let stalled = 0;
    while (written < bytes.length) {
        const count = writeSome(fd, bytes.subarray(written), code);
        written += count;
        stalled = count > 0 ? 0 : stalled + PAUSE_MS;
        if (count > 0)
            continue;
        if (stalled >= STALLED_MS)
            throw refused(fd, code, 'the reader stalled');
        Atomics.wait(PAUSE, 0, 0, PAUSE_MS);
    }
}
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
/** Bytes taken; 0 when a pipe is full and its end does not block. */
function writeSome(fd, bytes, code) {
    try {
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeSync)(fd, bytes);
    }
    catch (cause) {
        if (errorCodeOf(cause) === 'EAGAIN')
            return 0;
        throw refused(fd, code, errorCodeOf(cause), cause);
    }
}
/** Node's name of a system error, such as `ENOSPC`. */
function errorCodeOf(error) {
    return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
const NAMES = { 1: 'standard output', 2: 'standard error' };
function refused(fd, code, why, cause) {
    const where = NAMES[fd] ?? 'an open file';
    const message = `Writing to ${where} failed (${why}); the result is not complete. Keep it open and its disk not full.`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .GateError */ .ue(code, message, { cause });
}


/***/ }),

/***/ 473:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A3: () => (/* binding */ reasonOf),
/* harmony export */   ue: () => (/* binding */ GateError)
/* harmony export */ });
/* unused harmony export CODES */
/**
 * Every way in which the gate can fail to judge, and every reason a verdict can carry, as one closed list.
 * Each code has a paragraph in docs/errors.md; a test compares the two.
 */
const CODES = (/* unused pure expression or super */ null && ([
    'usage',
    'input-invalid',
    'policy-invalid',
    'policy-unreadable',
    'event-unsupported',
    'git-missing',
    'git-failed',
    'repository-invalid',
    'revision-unknown',
    'history-unrelated',
    'history-crossed',
    'history-shallow',
    'change-mismatch',
    'view-failed',
    'audit-failed',
    'model-missing',
    'key-missing',
    'sandbox-unavailable',
    'sandbox-failed',
    'opencode-missing',
    'opencode-version',
    'opencode-hash',
    'opencode-crashed',
    'opencode-config',
    'agent-events-unknown',
    'agent-fell-back',
    'agent-no-answer',
    'agent-stopped-early',
    'agent-permission-rejected',
    'agent-output-limit',
    'agent-idle',
    'agent-timed-out',
    'model-failed',
    'model-budget',
    'broker-failed',
    'tampered',
    'report-invalid',
    'report-too-large',
    'coverage-incomplete',
    'state-unwritable',
    'github-failed',
    'publish-failed',
    'head-moved',
    'base-changed',
    'interrupted',
    'internal',
    'finding-at-threshold',
    'nothing-to-review',
    'review-off',
]));
/**
 * The only error that the gate throws on purpose. `message` says what happened and what to do; it holds no
 * secret and no text of the change or the model beyond names that went through an encoder.
 */
class GateError extends Error {
    code;
    constructor(code, message, options) {
        super(message, options);
        this.name = 'GateError';
        this.code = code;
    }
}
/** Any thrown value as a reason; what is not a GateError is a bug of ours and says so. */
function reasonOf(error) {
    if (error instanceof GateError)
        return { code: error.code, message: error.message };
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { code: 'internal', message: `Unexpected failure in the gate itself (${text}). Please report it.` };
}


/***/ }),

/***/ 326:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Xk: () => (/* binding */ NAMES),
  D3: () => (/* binding */ temporaryOf)
});

// UNUSED EXPORTS: closePlace, openPlace

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(760);
// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(473);
// EXTERNAL MODULE: ./build/report/escape/json.js
var escape_json = __nccwpck_require__(469);
// EXTERNAL MODULE: ./build/adapters/output/write-stream.js
var write_stream = __nccwpck_require__(545);
;// CONCATENATED MODULE: ./build/adapters/output/trail-file.js





/** UTF-16 units of one string in an event: the trail tells what happened, it does not keep it. */
const STRING_UNITS = 4_000;
const FLAGS = external_node_fs_.constants.O_WRONLY |
    external_node_fs_.constants.O_CREAT |
    external_node_fs_.constants.O_TRUNC |
    external_node_fs_.constants.O_APPEND |
    external_node_fs_.constants.O_NOFOLLOW |
    external_node_fs_.constants.O_NONBLOCK;
/**
 * The trail as a private JSON Lines file, begun anew. Each event is in the kernel's hands when `record` returns, so that a
 * run that is killed at any time leaves every line that was recorded. `record` throws GateError
 * `state-unwritable`; a trail that failed once takes nothing more.
 */
function trail_file_trailFile(path, redact = redactor([])) {
    const fd = openTrail(path);
    let open = true;
    let failure = null;
    return {
        path,
        record(event) {
            if (failure !== null)
                throw failure;
            if (!open)
                throw new GateError('state-unwritable', 'The audit trail is closed already.');
            try {
                writeStream(fd, lineOf(event, redact), 'state-unwritable');
            }
            catch (error) {
                const isRefused = error instanceof GateError;
                failure = unwritable(isRefused ? errorCodeOf(error.cause) : 'an event has no JSON', error);
                throw failure;
            }
        },
        close() {
            if (open)
                closeSync(fd);
            open = false;
            if (failure !== null)
                throw failure;
        },
    };
}
/** A link is not followed, a named pipe does not make the run wait. */
function openTrail(path) {
    try {
        const fd = openSync(path, FLAGS, 0o600);
        const stat = fstatSync(fd);
        if (stat.isFile() || stat.isCharacterDevice())
            return fd;
        closeSync(fd);
    }
    catch (cause) {
        throw unwritable(errorCodeOf(cause), cause);
    }
    throw unwritable('it is no regular file');
}
function unwritable(why, cause) {
    const message = `The audit trail cannot be written (${why}). Name a file that this process may write to, on a disk with room.`;
    return new GateError('state-unwritable', message, { cause });
}
function lineOf(event, redact) {
    return `${json(cleaned({ t: new Date().toISOString(), ...event }, redact))}\n`;
}
/** The same value with each string, keys included, redacted and then cut. */
function cleaned(value, redact) {
    if (typeof value === 'string')
        return capped(redact(value));
    if (Array.isArray(value))
        return value.map((entry) => cleaned(entry, redact));
    if (typeof value !== 'object' || value === null)
        return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [capped(redact(key)), cleaned(entry, redact)]));
}
function capped(text) {
    return text.length <= STRING_UNITS ? text : `${text.slice(0, STRING_UNITS)}… (${text.length} characters)`;
}

;// CONCATENATED MODULE: ./build/main/place.js






/** Names in the private directory, which the post step looks for. */
const NAMES = {
    /** The directory itself, below RUNNER_TEMP. */
    place: 'review-gate-',
    /** What a run needs while it lasts: the view, sockets, git's directories. */
    state: 'state-',
    trail: 'trail.jsonl',
    /** Stands there from the first moment of a run to its last. */
    unfinished: 'unfinished',
};
/** RUNNER_TEMP, which the runner empties after the job. */
function temporaryOf(env) {
    return env['RUNNER_TEMP'] || (0,external_node_os_namespaceObject.tmpdir)();
}
/** Makes it. Throws GateError `state-unwritable`. */
function openPlace(env, redact) {
    try {
        const reports = mkdtempSync(join(temporaryOf(env), NAMES.place));
        writeFileSync(join(reports, NAMES.unfinished), '', { flag: 'wx', mode: 0o600 });
        const state = mkdtempSync(join(reports, NAMES.state));
        return { reports, state, trail: trailFile(join(reports, NAMES.trail), redact) };
    }
    catch (cause) {
        if (cause instanceof GateError)
            throw cause;
        const message = `No private directory can be made in RUNNER_TEMP (${errorCodeOf(cause)}); make it writable and free some disk space.`;
        throw new GateError('state-unwritable', message, { cause });
    }
}
/** The last act of a run: whatever its verdict is, it came to its end. */
function closePlace({ reports, state }) {
    for (const path of [state, join(reports, NAMES.unfinished)]) {
        try {
            rmSync(path, { recursive: true, force: true });
        }
        catch {
            // The runner empties the directory above it after the job.
        }
    }
}


/***/ }),

/***/ 756:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(760);
/* harmony import */ var _adapters_output_complain_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(196);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(473);
/* harmony import */ var _post_clean_up_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(425);
/* harmony import */ var _post_find_place_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(190);





// Composition root of the post step. It needs no input, no key and no token. A run that came to its end has its exit
// code already, and nothing that happens here fails its job; one that did not is no green, so that this fails as well.
/** Whatever hangs: the runner waits for us, and people wait for the runner. */
const MOST_MS = 4_500;
const place = (0,_post_find_place_js__WEBPACK_IMPORTED_MODULE_4__/* .findPlace */ .Pj)(process.env);
const exitCode = place?.isUnfinished === true ? 2 : 0;
const end = (error) => {
    (0,_adapters_output_complain_js__WEBPACK_IMPORTED_MODULE_1__/* .complain */ .c)((0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .reasonOf */ .A3)(error).message);
    process.exit(exitCode);
};
process.on('uncaughtException', end);
setTimeout(() => process.exit(exitCode), MOST_MS);
if (place !== null) {
    const main = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(import.meta.dirname, '..', 'main', 'index.js');
    await (0,_post_clean_up_js__WEBPACK_IMPORTED_MODULE_3__/* .cleanUp */ .n)(process.env, place, main).catch(end);
}
process.exit(exitCode);

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 425:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  n: () => (/* binding */ cleanUp)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
;// CONCATENATED MODULE: external "node:fs/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(760);
// EXTERNAL MODULE: ./build/adapters/output/complain.js
var complain = __nccwpck_require__(196);
// EXTERNAL MODULE: ./build/adapters/output/write-stream.js
var write_stream = __nccwpck_require__(545);
// EXTERNAL MODULE: ./build/main/place.js + 2 modules
var place = __nccwpck_require__(326);
// EXTERNAL MODULE: ./build/report/escape/json.js
var json = __nccwpck_require__(469);
;// CONCATENATED MODULE: ./build/post/close-trail.js



const FLAGS = external_node_fs_.constants.O_RDWR | external_node_fs_.constants.O_APPEND | external_node_fs_.constants.O_NOFOLLOW | external_node_fs_.constants.O_NONBLOCK;
/** An event is far shorter. */
const TAIL_BYTES = 256 * 1024;
/**
 * Ends the trail of a run that could not do it itself with its verdict. A line that was cut off is taken away, so that
 * every line is whole. Throws when there is no such file of ours.
 */
function closeTrail(path, reason) {
    const fd = (0,external_node_fs_.openSync)(path, FLAGS);
    try {
        const stat = (0,external_node_fs_.fstatSync)(fd);
        if (!stat.isFile() || stat.uid !== process.geteuid?.())
            return;
        (0,external_node_fs_.ftruncateSync)(fd, endOfLines(fd, stat.size));
        const event = { kind: 'verdict', verdict: 'inconclusive', reasons: [reason] };
        (0,write_stream/* writeStream */.G)(fd, `${(0,json/* json */.P)({ t: new Date().toISOString(), ...event })}\n`, 'state-unwritable');
    }
    finally {
        (0,external_node_fs_.closeSync)(fd);
    }
}
/** Where the last whole line ends. */
function endOfLines(fd, size) {
    const from = Math.max(0, size - TAIL_BYTES);
    const tail = Buffer.alloc(size - from);
    const count = (0,external_node_fs_.readSync)(fd, tail, 0, tail.length, from);
    const last = tail.subarray(0, count).lastIndexOf(0x0a);
    return last < 0 ? (from === 0 ? 0 : size) : from + last + 1;
}

;// CONCATENATED MODULE: external "node:timers/promises"
const external_node_timers_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(598);
;// CONCATENATED MODULE: ./build/sandbox/rungs/fresh-user.js


/** Ids that distributions leave free, from and below. */
const FRESH_USERS = [60_000, 65_000];
/** A user id that nobody is: no name, no process. Each tree has one of its own, so that its processes are counted. */
function freshUser() {
    const taken = takenUsers();
    for (;;) {
        const user = randomInt(...FRESH_USERS);
        if (!taken.has(user))
            return user;
    }
}
function takenUsers() {
    const named = ['/etc/passwd', '/etc/group'].flatMap((path) => read(path)
        .split('\n')
        .map((line) => Number(line.split(':')[2])));
    const running = readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid ?? []);
    return new Set([...named, ...running]);
}
function read(path) {
    try {
        return readFileSync(path, 'utf8');
    }
    catch {
        // A machine without such a list has no names to collide with.
        return '';
    }
}

;// CONCATENATED MODULE: ./build/post/find-left.js




/**
 * The processes that a run has left, recognised by what the kernel says about them, never by a number that somebody
 * wrote down. All but main name the run's state directory, whose name nobody else was ever told: by their command
 * line, their environment, their working directory, or as a mount. Main is our own bundle with the trail open.
 */
function findLeft({ paths, directory }, main) {
    const states = paths.map((path) => (0,external_node_path_.join)(path, place/* NAMES */.Xk.state));
    const mounted = (0,external_node_path_.join)('/', (0,external_node_path_.basename)(directory), place/* NAMES */.Xk.state);
    const trails = paths.map((path) => (0,external_node_path_.join)(path, place/* NAMES */.Xk.trail));
    const spared = new Set([process.pid, ...ancestorsOf(process.pid)]);
    const all = candidates().filter((pid) => !spared.has(pid));
    const isMain = (pid) => find_left_read(pid, 'cmdline').split('\0').includes(main) && openFiles(pid).some((path) => trails.includes(path));
    const isOther = (pid) => {
        const texts = [find_left_read(pid, 'cmdline'), find_left_read(pid, 'environ'), linkOf(`/proc/${pid}/cwd`)];
        return (texts.some((text) => states.some((state) => text.includes(state))) ||
            (hasOwnMounts(pid) && find_left_read(pid, 'mountinfo').includes(mounted)));
    };
    return { main: all.filter(isMain), others: all.filter(isOther) };
}
/** Those of our own user; for root also those of the users that only a sandbox has. */
function candidates() {
    const own = process.geteuid?.();
    const [from, below] = FRESH_USERS;
    return (0,external_node_fs_.readdirSync)('/proc')
        .filter((name) => /^\d+$/u.test(name))
        .map(Number)
        .filter((pid) => {
        const uid = (0,external_node_fs_.statSync)(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
        return uid !== undefined && (uid === own || (own === 0 && uid >= from && uid < below));
    });
}
/** The runner, or whatever started us, knows the state too: it is in our environment. */
function ancestorsOf(pid) {
    const stat = find_left_read(pid, 'stat');
    // The name stands in brackets and may hold anything.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
    return parent > 0 ? [parent, ...ancestorsOf(parent)] : [];
}
function openFiles(pid) {
    try {
        return (0,external_node_fs_.readdirSync)(`/proc/${pid}/fd`).map((name) => linkOf(`/proc/${pid}/fd/${name}`));
    }
    catch {
        return [];
    }
}
function hasOwnMounts(pid) {
    return linkOf(`/proc/${pid}/ns/mnt`) !== linkOf('/proc/self/ns/mnt');
}
/** Empty for what is gone, or may not be read. */
function linkOf(path) {
    try {
        return (0,external_node_fs_.readlinkSync)(path);
    }
    catch {
        return '';
    }
}
function find_left_read(pid, name) {
    try {
        return (0,external_node_fs_.readFileSync)(`/proc/${pid}/${name}`, 'latin1');
    }
    catch {
        return '';
    }
}

;// CONCATENATED MODULE: ./build/post/end-left.js


/** Milliseconds that the others have to end by themselves, once main is gone: some 50 are enough. */
const BY_THEMSELVES_MS = 1_000;
const GONE_MS = 1_000;
const PAUSE_MS = 50;
/** Main first: its end is the end of the others, and each of them tidies up. Whoever stays is killed. */
async function endLeft(place, main) {
    const killed = new Set();
    const kill = (pids) => {
        for (const pid of pids)
            if (strike(pid))
                killed.add(pid);
    };
    const wait = async (ms) => {
        const until = Date.now() + ms;
        for (;;) {
            const left = findLeft(place, main);
            if (left.main.length + left.others.length === 0 || Date.now() >= until)
                return left;
            await (0,external_node_timers_promises_namespaceObject.setTimeout)(PAUSE_MS);
        }
    };
    kill(findLeft(place, main).main);
    kill((await wait(BY_THEMSELVES_MS)).others);
    const { main: mains, others } = await wait(GONE_MS);
    return { killed: killed.size, left: mains.length + others.length };
}
function strike(pid) {
    try {
        process.kill(pid, 'SIGKILL');
        return true;
    }
    catch {
        // It has ended meanwhile, or is root's.
        return false;
    }
}

// EXTERNAL MODULE: ./build/post/find-place.js + 2 modules
var find_place = __nccwpck_require__(190);
// EXTERNAL MODULE: ./build/report/escape/log-safe.js
var log_safe = __nccwpck_require__(423);
// EXTERNAL MODULE: ./build/report/escape/visible.js
var visible = __nccwpck_require__(405);
;// CONCATENATED MODULE: ./build/report/escape/command.js


/** One workflow command, the only text of ours that the runner is to obey. `message` may have several lines. */
function renderCommand(name, properties, message) {
    const list = Object.entries(properties)
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([key, value]) => `${key}=${commandProperty(String(value))}`)
        .join(',');
    return `::${name}${list === '' ? '' : ` ${list}`}::${commandData(message)}`;
}
/** Text after the second `::`. The log shows it again, unescaped, so it is made safe for the log first. */
function commandData(text) {
    return (0,log_safe/* logSafe */.s)(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
/** A property's value: neither of the two separators, and no two names become one. */
function commandProperty(text) {
    return commandData((0,visible/* visibleName */.ko)(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

;// CONCATENATED MODULE: ./build/post/tell.js



const ENDED = {
    code: 'interrupted',
    message: 'The run was ended before it was complete. Run the job again; where a newer push cancelled it, the newer run has the verdict; where the job ran out of time, give it more than the timeout-minutes of the gate.',
};
const SUMMARY = `## ⚠️ Review gate: inconclusive

**inconclusive: the run was ended before it was complete**

The process of the gate was killed while it judged, so this is no pass, whatever it had found until then.

- Cancelled by a newer push (\`concurrency\` with \`cancel-in-progress\`): the run for the newer push has the verdict.
- Cancelled by a person, or lost with its runner: run the job again.
- Out of time: give the job more minutes than the gate's own \`timeout-minutes\`, so that the gate ends by itself and
  tells what it has found.
`;
/** Says on the job's page and in its log that there is no verdict. Neither failure keeps the other from being tried. */
function tellEnded(env, stdout = 1) {
    const title = 'Review gate: inconclusive';
    attempt(() => (0,write_stream/* writeStream */.G)(stdout, `${renderCommand('error', { title }, ENDED.message)}\n`));
    attempt(() => append(env['GITHUB_STEP_SUMMARY'] ?? '', SUMMARY));
}
const tell_FLAGS = external_node_fs_.constants.O_WRONLY | external_node_fs_.constants.O_APPEND | external_node_fs_.constants.O_CREAT | external_node_fs_.constants.O_NOFOLLOW;
function append(path, text) {
    if (path === '')
        return;
    const fd = (0,external_node_fs_.openSync)(path, tell_FLAGS, 0o600);
    try {
        (0,write_stream/* writeStream */.G)(fd, text);
    }
    finally {
        (0,external_node_fs_.closeSync)(fd);
    }
}
function attempt(say) {
    try {
        say();
    }
    catch {
        // The exit code says it too.
    }
}

;// CONCATENATED MODULE: ./build/post/clean-up.js










/**
 * Everything after main, however main ended: no process of it is left, a run that never came to its end says so, and
 * the private state directory is gone. The reports and the trail stay, for whoever looks into the runner's files.
 */
async function cleanUp(env, place, main) {
    const { killed, left } = await endLeft(place, main);
    if (killed > 0)
        (0,complain/* complain */.c)(`${processes(killed)} of the run had to be ended.`);
    if (left > 0)
        (0,complain/* complain */.c)(`${processes(left)} of the run could not be ended.`);
    if (place.isUnfinished) {
        tellEnded(env);
        finishTrail(place);
    }
    await removeStates(place);
}
const processes = (count) => (count === 1 ? 'One process' : `${count} processes`);
function finishTrail({ directory }) {
    try {
        closeTrail((0,external_node_path_.join)(directory, place/* NAMES */.Xk.trail), ENDED);
    }
    catch (error) {
        (0,complain/* complain */.c)(`The audit trail could not be ended (${(0,write_stream/* errorCodeOf */.D)(error)}).`);
    }
}
/** The view is as large as the repository, and a killed run has left it. */
async function removeStates({ directory }) {
    const states = (0,external_node_fs_.readdirSync)(directory)
        .map((name) => (0,external_node_path_.join)(directory, name))
        .filter((path) => (0,find_place/* isNamed */.ev)(path, place/* NAMES */.Xk.state) && (0,find_place/* isOwnDirectory */.cW)(path));
    for (const path of states) {
        await (0,promises_namespaceObject.rm)(path, { recursive: true, force: true }).catch((error) => (0,complain/* complain */.c)(`The private files of the run could not be removed (${(0,write_stream/* errorCodeOf */.D)(error)}).`));
    }
    await (0,promises_namespaceObject.rm)((0,external_node_path_.join)(directory, place/* NAMES */.Xk.unfinished), { force: true });
}


/***/ }),

/***/ 190:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Pj: () => (/* binding */ findPlace),
  ev: () => (/* binding */ isNamed),
  cW: () => (/* binding */ isOwnDirectory)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(760);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(598);
// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(473);
// EXTERNAL MODULE: ./build/adapters/output/write-stream.js
var write_stream = __nccwpck_require__(545);
;// CONCATENATED MODULE: ./build/adapters/actions/env-file.js




const FLAGS = external_node_fs_.constants.O_RDWR | external_node_fs_.constants.O_APPEND | external_node_fs_.constants.O_CREAT | external_node_fs_.constants.O_NOFOLLOW;
/**
 * Appends name-value pairs to one of the runner's environment files (`GITHUB_OUTPUT`, `GITHUB_STATE`), each as a
 * heredoc whose delimiter nobody can foresee; a later pair of the same name wins. Throws GateError
 * `publish-failed` when the file does not hold all of it afterwards.
 */
function env_file_appendEnvFile(path, pairs) {
    const delimiter = `gate_${randomBytes(24).toString('hex')}`;
    const text = Object.entries(pairs)
        .map(([name, value]) => renderPair(name, value, delimiter))
        .join('');
    try {
        append(path, text);
    }
    catch (cause) {
        if (cause instanceof GateError)
            throw cause;
        throw failed(errorCodeOf(cause), cause);
    }
}
/** A name with a line break or `=`, or a value that holds the delimiter, could end the heredoc early. */
function renderPair(name, value, delimiter) {
    if (!/^[A-Za-z][\w-]*$/u.test(name))
        throw failed('a name is not plain');
    if (value.includes(delimiter))
        throw failed('a value holds the delimiter');
    return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}
function append(path, text) {
    const fd = openSync(path, FLAGS, 0o600);
    try {
        const before = fstatSync(fd).size;
        const whole = endsLine(fd, before) ? text : `\n${text}`;
        writeStream(fd, whole);
        if (fstatSync(fd).size !== before + Buffer.byteLength(whole))
            throw failed('its size is not what was written');
    }
    finally {
        closeSync(fd);
    }
}
function endsLine(fd, size) {
    if (size === 0)
        return true;
    const last = Buffer.alloc(1);
    readSync(fd, last, 0, 1, size - 1);
    return last[0] === 0x0a;
}
function failed(why, cause) {
    const message = `The file of the runner for outputs cannot be written (${why}), so that later steps would not see the verdict.`;
    return new GateError('publish-failed', message, { cause });
}

;// CONCATENATED MODULE: ./build/main/leave-state.js

/** The one thing that the post step is told. Other processes of the job can tell it something else. */
const STATE = 'place';
/** Tells the post step where to look. Whatever goes wrong here costs the tidying up, not the verdict. */
function leaveState(env, place) {
    const path = env['GITHUB_STATE'] ?? '';
    if (path === '' || place === null)
        return;
    try {
        appendEnvFile(path, { [STATE]: place.reports });
    }
    catch {
        // Then the post step has nothing to do, and the runner empties the directory after the job.
    }
}

// EXTERNAL MODULE: ./build/main/place.js + 2 modules
var place = __nccwpck_require__(326);
;// CONCATENATED MODULE: ./build/post/find-place.js




/**
 * What the state names, when it can be nothing but a private directory of ours: directly below RUNNER_TEMP, with our
 * prefix, ours alone, and no link. Any process of the job could have written that state; null for everything else.
 */
function findPlace(env) {
    const directory = env[`STATE_${STATE}`] ?? '';
    // A slash at the end would make the kernel follow a link.
    if ((0,external_node_path_.resolve)(directory) !== directory)
        return null;
    if ((0,external_node_path_.dirname)(directory) !== (0,external_node_path_.resolve)((0,place/* temporaryOf */.D3)(env)) || !isNamed(directory, place/* NAMES */.Xk.place))
        return null;
    if (!isOwnDirectory(directory))
        return null;
    const paths = [...new Set([directory, (0,external_node_fs_.realpathSync)(directory)])];
    const marker = (0,external_node_fs_.lstatSync)((0,external_node_path_.join)(directory, place/* NAMES */.Xk.unfinished), { throwIfNoEntry: false });
    return { paths, directory, isUnfinished: marker?.isFile() === true };
}
/** Whether a path ends in what `mkdtemp` makes of this prefix. */
function isNamed(path, prefix) {
    const name = (0,external_node_path_.basename)(path);
    return name.startsWith(prefix) && /^[A-Za-z0-9]{6}$/u.test(name.slice(prefix.length));
}
/** A directory, no link to one, that nobody else may look into. */
function isOwnDirectory(path) {
    const stat = statOf(path);
    return stat !== null && stat.isDirectory() && isOurs(stat) && (stat.mode & 0o7777) === 0o700;
}
function statOf(path) {
    try {
        return (0,external_node_fs_.lstatSync)(path);
    }
    catch {
        return null;
    }
}
function isOurs({ uid }) {
    return uid === process.geteuid?.();
}


/***/ }),

/***/ 469:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ json)
/* harmony export */ });
/* harmony import */ var _visible_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(405);

/**
 * JSON that is pure in three ways: no character that a reader cannot see, no half of a surrogate pair, and no
 * `##[`, because a JSON result printed to standard output in a workflow is read for commands like all else.
 * (`::` cannot start a line of JSON: strings are quoted.) Parsing gives back the same value.
 */
function json(value, indent = 0) {
    const text = JSON.stringify(value, null, indent);
    return text.replace(HIDDEN, writtenOut).replace(/#(?=#\[)/gu, '\\u0023');
}
/** JSON.stringify itself writes line feeds between values; those inside of strings are escaped already. */
const HIDDEN = new RegExp(`(?!\\n)${_visible_js__WEBPACK_IMPORTED_MODULE_0__/* .UNSEEN */ .PR.source}`, _visible_js__WEBPACK_IMPORTED_MODULE_0__/* .UNSEEN */ .PR.flags);
function writtenOut(character) {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}


/***/ }),

/***/ 423:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ logSafe)
/* harmony export */ });
/* unused harmony export breakCommands */
/* harmony import */ var _visible_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(405);

/**
 * The encoder for standard output and standard error, whoever made the bytes. The runner reads both streams of
 * an action for commands in two grammars: `::name::` at the start of a line, blanks ignored, and `##[name]`
 * anywhere in it. What its string comparison ignores (zero-width, controls) is written out first, so the two
 * grammars are broken by visible characters and never by invisible ones. Idempotent.
 */
function logSafe(text) {
    return breakCommands((0,_visible_js__WEBPACK_IMPORTED_MODULE_0__/* .visibleText */ .Q6)(text));
}
/**
 * Breaks both grammars in text whose invisible characters are gone, for lines that carry our own colours. A tab
 * is the one control that stays, so that it may stand between the signs of a command.
 */
function breakCommands(text) {
    return text.replace(/#(?=\t*#\t*\[)/gu, '#\\').replace(AT_START, '$1\\:');
}
/** A line's start, with blanks (NBSP and the like count) or our colours before the two colons. */
const AT_START = /^((?:[^\S\n]|\u001b\[[\d;]*m)*):(?=\t*:)/gmu;


/***/ }),

/***/ 405:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   PR: () => (/* binding */ UNSEEN),
/* harmony export */   Q6: () => (/* binding */ visibleText),
/* harmony export */   ko: () => (/* binding */ visibleName)
/* harmony export */ });
/* unused harmony exports linesOf, visibleLine */
/**
 * Everything that a reader cannot see, or that moves what he sees: controls (C0, C1, DEL: terminal escapes live
 * here), format characters (bidirectional overrides, zero-width, tags), line and paragraph separators, fillers,
 * variation selectors, private use and unassigned code points, halves of surrogate pairs, the empty Braille cell.
 */
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]/gu;
const BREAK = /\r\n|[\r\n\u0085\u2028\u2029]/u;
/** The lines of a text by every convention that some reader of ours has: terminal, runner, browser, JavaScript. */
function linesOf(text) {
    return text.split(BREAK);
}
/** Several lines: breaks become \n and tabs stay; all else that cannot be seen is written out. Idempotent. */
function visibleText(text) {
    return linesOf(text)
        .map((line) => line.split('\t').map(visibleName).join('\t'))
        .join('\n');
}
/** One line of prose: breaks and tabs become a space; all else that cannot be seen is written out. */
function visibleLine(text) {
    return visibleName(linesOf(text).join(' ').replaceAll('\t', ' ')).trim();
}
/** A name that must be told apart from every other: nothing is folded, breaks and tabs are written out too. */
function visibleName(text) {
    return text.replace(UNSEEN, writtenOut);
}
/** `\x1b` for a control, `\xff` for a byte of a path that is no UTF-8 (U+DC80–DCFF), `\u{202e}` for the rest. */
function writtenOut(character) {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x0a)
        return '\\n';
    if (code === 0x0d)
        return '\\r';
    if (code === 0x09)
        return '\\t';
    if (code >= 0xdc80 && code <= 0xdcff)
        return `\\x${(code - 0xdc00).toString(16)}`;
    if (code <= 0xff)
        return `\\x${code.toString(16).padStart(2, '0')}`;
    return `\\u{${code.toString(16)}}`;
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(756);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
