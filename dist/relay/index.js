import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 421:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");

/***/ }),

/***/ 598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 24:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 30:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:process");

/***/ }),

/***/ 220:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  I: () => (/* binding */ emit)
});

;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");
// EXTERNAL MODULE: external "node:process"
var external_node_process_ = __nccwpck_require__(708);
;// CONCATENATED MODULE: ./build/sandbox/relay/emit.js


/** One line to the parent; resolves when there is room for the next. */
async function emit(frame) {
    if (!external_node_process_.stdout.write(`${JSON.stringify(frame)}\n`))
        await (0,external_node_events_namespaceObject.once)(external_node_process_.stdout, 'drain');
}


/***/ }),

/***/ 535:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ forward)
/* harmony export */ });
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(30);

/** OpenCode needs a few at a time; the broker has its own, narrower limit. */
const CONNECTIONS = 32;
/** Listens on the sandbox's own loopback and pipes bytes to the broker's socket, both ways. Resolves to the port. */
function forward(port, brokerSocket) {
    const server = (0,node_net__WEBPACK_IMPORTED_MODULE_0__.createServer)({ allowHalfOpen: true, noDelay: true }, (client) => {
        join(client, (0,node_net__WEBPACK_IMPORTED_MODULE_0__.connect)({ path: brokerSocket, allowHalfOpen: true }));
    });
    server.maxConnections = CONNECTIONS;
    return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
            const address = server.address();
            resolve(typeof address === 'object' && address !== null ? address.port : port);
        });
    });
}
/** A half that ends ends the other half alone; a half that breaks or closes takes the other with it. */
function join(client, broker) {
    for (const [from, to] of [
        [client, broker],
        [broker, client],
    ]) {
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
        from.pipe(to);
    }
}


/***/ }),

/***/ 762:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ parseInstruction)
/* harmony export */ });
function parseInstruction(line) {
    const value = JSON.parse(line);
    if (isTurn(value))
        return { kind: 'turn', args: value.args, stdin: value.stdin };
    if (isProbe(value))
        return { kind: 'probe', plan: value.probe };
    throw new TypeError('The line is no instruction.');
}
const isObject = (value) => typeof value === 'object' && value !== null;
const isTurn = (value) => isObject(value) &&
    'args' in value &&
    Array.isArray(value.args) &&
    value.args.every((arg) => typeof arg === 'string') &&
    'stdin' in value &&
    typeof value.stdin === 'string';
/** Only our own parent writes here, so the plan's inside is taken as it comes; a wrong one fails the self-test. */
const isProbe = (value) => isObject(value) && 'probe' in value && isObject(value.probe);


/***/ }),

/***/ 113:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ readLines)
/* harmony export */ });
/** The lines of a stream. node:readline would also break at U+2028, which JSON holds as it is. */
async function* readLines(stream) {
    let held = [];
    stream.setEncoding('utf8');
    for await (const chunk of stream) {
        const [first = '', ...more] = String(chunk).split('\n');
        held.push(first);
        for (const next of more) {
            yield held.join('');
            held = [next];
        }
    }
}


/***/ }),

/***/ 61:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var node_process__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(708);
/* harmony import */ var _emit_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(220);
/* harmony import */ var _forward_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(535);
/* harmony import */ var _instruction_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(762);
/* harmony import */ var _lines_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(113);
/* harmony import */ var _probe_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(688);
/* harmony import */ var _seed_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(425);
/* harmony import */ var _turn_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(998);








// The root of the sandboxed tree. Its standard input is its life: at the end of it everything here ends.
const { GATE_BROKER = '', GATE_OPENCODE = '', GATE_RELAY_PORT = '0', ...rest } = node_process__WEBPACK_IMPORTED_MODULE_0__.env;
(0,_seed_js__WEBPACK_IMPORTED_MODULE_4__/* .seed */ .c)(rest['XDG_CONFIG_HOME'] ?? '');
const port = await (0,_forward_js__WEBPACK_IMPORTED_MODULE_2__/* .forward */ .s)(Number(GATE_RELAY_PORT), GATE_BROKER);
const agent = { program: GATE_OPENCODE, env: { ...rest, GATE_URL: `http://127.0.0.1:${port}` } };
const leave = () => {
    (0,_turn_js__WEBPACK_IMPORTED_MODULE_5__/* .stopTurn */ ._)();
    process.exit(0);
};
node_process__WEBPACK_IMPORTED_MODULE_0__.stdin.once('end', leave).once('close', leave);
await (0,_emit_js__WEBPACK_IMPORTED_MODULE_1__/* .emit */ .I)({ ready: true });
for await (const line of (0,_lines_js__WEBPACK_IMPORTED_MODULE_6__/* .readLines */ .S)(node_process__WEBPACK_IMPORTED_MODULE_0__.stdin)) {
    const instruction = (0,_instruction_js__WEBPACK_IMPORTED_MODULE_7__/* .parseInstruction */ .E)(line);
    if (instruction.kind === 'probe')
        await (0,_emit_js__WEBPACK_IMPORTED_MODULE_1__/* .emit */ .I)({ probe: await (0,_probe_js__WEBPACK_IMPORTED_MODULE_3__/* .probe */ .d)(instruction.plan, port) });
    else
        await (0,_emit_js__WEBPACK_IMPORTED_MODULE_1__/* .emit */ .I)({ exit: await (0,_turn_js__WEBPACK_IMPORTED_MODULE_5__/* .runTurn */ .z)(agent, instruction) });
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 688:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  d: () => (/* binding */ probe)
});

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __nccwpck_require__(421);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __nccwpck_require__(30);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(760);
// EXTERNAL MODULE: external "node:process"
var external_node_process_ = __nccwpck_require__(708);
;// CONCATENATED MODULE: external "node:dgram"
const external_node_dgram_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dgram");
;// CONCATENATED MODULE: ./build/sandbox/relay/reach.js


/** With no route an attempt fails at once; one that is still undecided then has left the machine. */
const WAIT_MS = 150;
/** True unless the attempt was refused. */
function reach(target) {
    return target.kind === 'udp' ? sendDatagram(target) : openConnection(target);
}
function openConnection({ kind, at, port }) {
    return new Promise((resolve) => {
        const socket = kind === 'unix' ? (0,external_node_net_.connect)({ path: at }) : (0,external_node_net_.connect)({ host: at, port });
        const end = (reached) => {
            socket.destroy();
            resolve(reached);
        };
        socket.once('connect', () => end(true)).once('error', () => end(false));
        socket.setTimeout(WAIT_MS, () => end(true));
    });
}
function sendDatagram({ at, port }) {
    return new Promise((resolve) => {
        const socket = (0,external_node_dgram_namespaceObject.createSocket)('udp4');
        socket.once('error', () => resolve(false));
        socket.send('?', port, at, (error) => {
            socket.close();
            resolve(error === null);
        });
    });
}

;// CONCATENATED MODULE: ./build/sandbox/relay/probe.js








const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'];
/** What a process in here could do. Only facts; the parent judges them. */
async function probe(plan, port) {
    const processes = (0,external_node_fs_.readdirSync)('/proc').filter((name) => /^\d+$/.test(name));
    const reached = await Promise.all(plan.targets.map(async (target) => ((await reach(target)) ? [target.name] : [])));
    return {
        processes,
        self: process.pid,
        descriptors: descriptors('self'),
        firstDescriptors: descriptors('1'),
        environments: processes.map((name) => attempt(() => (0,external_node_fs_.readFileSync)(`/proc/${name}/environ`, 'latin1'))),
        environment: external_node_process_.env,
        host: (0,external_node_os_.hostname)(),
        namespaces: NAMESPACES.map((name) => (0,external_node_fs_.readlinkSync)(`/proc/self/ns/${name}`)),
        status: (0,external_node_fs_.readFileSync)('/proc/self/status', 'utf8'),
        statuses: processes.map((name) => attempt(() => (0,external_node_fs_.readFileSync)(`/proc/${name}/status`, 'utf8'))),
        calls: attempt(() => callResults(plan.caller)),
        oomScore: (0,external_node_fs_.readFileSync)('/proc/self/oom_score_adj', 'utf8').trim(),
        limits: (0,external_node_fs_.readFileSync)('/proc/self/limits', 'utf8'),
        interfaces: interfaces(),
        routes: (0,external_node_fs_.readFileSync)('/proc/net/route', 'utf8').trim().split('\n').length - 1,
        listeners: listeners(),
        reached: reached.flat(),
        seen: plan.hidden.filter((path) => attempt(() => (0,external_node_fs_.lstatSync)(path)) !== null),
        directories: plan.directories.map((path) => ({ path, names: attempt(() => (0,external_node_fs_.readdirSync)(path)) })),
        sizes: plan.directories.map((path) => ({ path, bytes: attempt(() => size(path)) })),
        writable: plan.unwritable.filter((path) => may(path, external_node_fs_.constants.W_OK)),
        readable: plan.readable.filter((path) => may(path, external_node_fs_.constants.R_OK)),
        executable: plan.executable.filter((path) => may(path, external_node_fs_.constants.R_OK | external_node_fs_.constants.X_OK)),
        nested: complaint(plan.nested),
        broker: await brokerAnswer(port),
    };
}
/** What each descriptor of a process is; null when that may not be known. */
function descriptors(pid) {
    const directory = `/proc/${pid}/fd`;
    const numbers = attempt(() => (0,external_node_fs_.readdirSync)(directory));
    return (numbers?.map((name) => ({
        number: Number(name),
        link: attempt(() => (0,external_node_fs_.readlinkSync)(`${directory}/${name}`)) ?? '',
    })) ?? null);
}
/** By name; a library would ask over a netlink socket, which the syscall filter refuses. */
function interfaces() {
    const lines = (0,external_node_fs_.readFileSync)('/proc/net/dev', 'latin1').trim().split('\n').slice(2);
    return lines.map((line) => line.split(':')[0]?.trim() ?? '');
}
/** Ports that anything listens on; state 0A is LISTEN. */
function listeners() {
    const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => attempt(() => (0,external_node_fs_.readFileSync)(path, 'latin1')) ?? '');
    return tables.flatMap((table) => table.split('\n').filter((line) => /^\s*\d+: \S+ \S+ 0A /.test(line)))
        .length;
}
function size(path) {
    const { blocks, bsize } = (0,external_node_fs_.statfsSync)(path);
    return blocks * bsize;
}
/** access(2) is refused by a read-only mount as a write is, and changes nothing where there is no sandbox. */
const may = (path, mode) => attempt(() => {
    (0,external_node_fs_.accessSync)(path, mode);
    return true;
}) ?? false;
/** What a program says about why it fails; empty when it does not. */
function complaint([program = '', ...args]) {
    const { status, stderr } = (0,external_node_child_process_.spawnSync)(program, args, { env: {}, encoding: 'latin1', timeout: 2_000 });
    return status === 0 ? '' : stderr;
}
/** Standard output of an executable that did not exist before and does not stay, in hexadecimal digits. */
function callResults(executable) {
    const path = (0,external_node_path_.join)((0,external_node_os_.tmpdir)(), `calls-${(0,external_node_crypto_.randomUUID)()}`);
    (0,external_node_fs_.writeFileSync)(path, Buffer.from(executable, 'base64'), { mode: 0o700, flag: 'wx' });
    try {
        return (0,external_node_child_process_.spawnSync)(path, { env: {}, encoding: 'hex', timeout: 2_000 }).stdout;
    }
    finally {
        (0,external_node_fs_.rmSync)(path);
    }
}
/** What the broker's end says when it is asked nothing, through the relay's own port. */
function brokerAnswer(port) {
    return new Promise((resolve) => {
        let answer = '';
        const socket = (0,external_node_net_.connect)({ host: '127.0.0.1', port, timeout: 1_000 });
        const end = () => {
            socket.destroy();
            resolve(answer);
        };
        socket.setEncoding('latin1').on('data', (text) => (answer += text));
        socket.on('end', end).on('error', end).on('timeout', end);
    });
}
function attempt(read) {
    try {
        return read();
    }
    catch {
        return null;
    }
}


/***/ }),

/***/ 425:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ seed)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(24);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(760);


/** Installed by name only; the version is that of the OpenCode release this was measured with. */
const DEPENDENCIES = { dependencies: { '@opencode-ai/plugin': '1.18.33' } };
/** Makes OpenCode's configuration directory look installed: it would else try a package registry at every start. */
function seed(configHome) {
    const directory = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(configHome, 'opencode');
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.mkdirSync)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(directory, 'node_modules'), { recursive: true });
    const write = (name, value) => (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(directory, name), JSON.stringify(value));
    write('package.json', DEPENDENCIES);
    write('package-lock.json', { lockfileVersion: 3, packages: { '': DEPENDENCIES } });
}


/***/ }),

/***/ 998:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  z: () => (/* binding */ runTurn),
  _: () => (/* binding */ stopTurn)
});

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __nccwpck_require__(421);
// EXTERNAL MODULE: ./build/sandbox/relay/emit.js + 1 modules
var emit = __nccwpck_require__(220);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(760);
;// CONCATENATED MODULE: external "node:string_decoder"
const external_node_string_decoder_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:string_decoder");
;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./build/sandbox/relay/follow.js






/** Bytes of one reading; a frame with them stays far below the parent's limit for a line. */
const CHUNK = 64 * 1024;
const POLL_MS = 10;
/** More than the parent reads of one turn; where no sandbox limits the size of a file, this does. */
const MOST_BYTES = 72 * 1024 * 1024;
/**
 * What a program writes, as a file without a name. OpenCode ends with `process.exit`, which loses whatever a
 * pipe had no room for yet: a long answer would arrive cut off. What is written to a file is there.
 */
function followFile(send, tooMuch) {
    const { O_RDWR, O_CREAT, O_EXCL, O_APPEND } = external_node_fs_.constants;
    const path = (0,external_node_path_.join)((0,external_node_os_.tmpdir)(), `out-${(0,external_node_crypto_.randomUUID)()}`);
    const descriptor = (0,external_node_fs_.openSync)(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND, 0o600);
    (0,external_node_fs_.unlinkSync)(path);
    const decoder = new external_node_string_decoder_namespaceObject.StringDecoder('utf8');
    const buffer = Buffer.alloc(CHUNK);
    let at = 0;
    return {
        descriptor,
        async follow(ended) {
            let isOver = false;
            const over = ended.then(() => (isOver = true));
            for (;;) {
                const isLast = isOver;
                const count = (0,external_node_fs_.readSync)(descriptor, buffer, 0, CHUNK, at);
                at += count;
                if (count > 0)
                    await send(decoder.write(buffer.subarray(0, count)));
                else if (isLast)
                    break;
                else
                    await Promise.race([over, (0,promises_namespaceObject.setTimeout)(POLL_MS)]);
                if (!isOver && (0,external_node_fs_.fstatSync)(descriptor).size > MOST_BYTES)
                    tooMuch();
            }
            const rest = decoder.end();
            if (rest !== '')
                await send(rest);
            (0,external_node_fs_.closeSync)(descriptor);
        },
    };
}

;// CONCATENATED MODULE: ./build/sandbox/relay/turn.js



let running = null;
/** Runs OpenCode once: text in, chunks of output as frames, its exit as the result. */
async function runTurn(agent, { args, stdin }) {
    const out = followFile((text) => (0,emit/* emit */.I)({ out: text }), stopTurn);
    const err = followFile((text) => (0,emit/* emit */.I)({ err: text }), stopTurn);
    const child = (0,external_node_child_process_.spawn)(agent.program, [...args], {
        env: agent.env,
        stdio: ['pipe', out.descriptor, err.descriptor],
    });
    running = child;
    const ended = new Promise((resolve) => {
        child.once('exit', (code, signal) => resolve({ code, signal }));
        child.once('error', () => resolve({ code: 127, signal: null }));
    });
    // A program that does not read its input is judged by its output and its exit.
    child.stdin?.on('error', () => undefined).end(stdin);
    await Promise.all([out.follow(ended), err.follow(ended)]);
    running = null;
    return ended;
}
function stopTurn() {
    running?.kill('SIGKILL');
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
/******/ var __webpack_exports__ = __nccwpck_require__(61);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
