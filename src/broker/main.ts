// The process that holds the model's key. It is started with an empty environment, learns its settings from the first
// line of standard input, and lives as long as that input stays open. Nothing but events goes to standard output, and
// nothing at all to standard error: an error's text could hold the key.
import type { BrokerEvent } from './broker.ts';
import { readFirstLine } from './read-first-line.ts';
import { openServer } from './serve.ts';
import { parseSettings } from './settings.ts';

const EXIT_SETTINGS = 64;
const EXIT_SOCKET = 65;
const EXIT_FAULT = 70;

process.on('uncaughtException', () => process.exit(EXIT_FAULT));
process.on('unhandledRejection', () => process.exit(EXIT_FAULT));
// A terminal's interrupt goes to the whole group; the parent decides when this process ends.
process.on('SIGINT', () => undefined);
process.stdout.on('error', () => process.exit(0));

const settings = parseSettings(await readFirstLine(process.stdin, () => process.exit(0)));
if (settings === null) process.exit(EXIT_SETTINGS);

const emit = (event: BrokerEvent) => process.stdout.write(`${JSON.stringify(event)}\n`);
const server = openServer(settings, emit);
server.on('error', () => process.exit(EXIT_SOCKET));
// The socket gets mode 0600. A sandboxed process of another uid needs it widened by who starts it; its directory is 0700.
process.umask(0o177);
server.listen(settings.socket, () => emit({ kind: 'ready' }));
