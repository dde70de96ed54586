import type { Progress } from '../../ports.ts';
import { cut } from '../../report/cut.ts';
import { logSafe } from '../../report/escape/log-safe.ts';
import { visibleLine } from '../../report/escape/visible.ts';
import { type Redact, redactor } from './redact.ts';
import { writeStream } from './write-stream.ts';

export type ProgressSettings = {
  /** The descriptor to write to; 2 when absent. */
  readonly fd?: number;
  /** Width of the terminal, or null for plain lines. */
  readonly columns?: number | null;
  readonly redact?: Redact;
};

/** A progress line that can be put away before something else is printed to the same terminal. */
export type ProgressLine = Progress & { close(): void };

const CLEAR = '\r\u001b[2K';
const TICK_MS = 1_000;

/**
 * What the run is doing, on standard error: one live line with the seconds that passed on a terminal, one plain
 * line for each step otherwise.
 */
export function progressLine(settings: ProgressSettings = {}): ProgressLine {
  const { fd = 2, columns = null, redact = redactor([]) } = settings;
  const safe = (text: string) => logSafe(visibleLine(redact(text)));
  if (columns === null) {
    return { step: (text) => say(fd, `${safe(text)}\n`), close: () => undefined };
  }
  return liveLine(fd, columns, safe);
}

function liveLine(fd: number, columns: number, safe: (text: string) => string): ProgressLine {
  let text = '';
  let since = Date.now();
  const draw = () => {
    const seconds = Math.floor((Date.now() - since) / 1_000);
    say(fd, `${CLEAR}${cut(seconds > 0 ? `${text} (${seconds} s)` : text, Math.max(1, columns - 1))}`);
  };
  let timer: NodeJS.Timeout | null = null;
  return {
    step(next) {
      text = safe(next);
      since = Date.now();
      timer ??= setInterval(draw, TICK_MS).unref();
      draw();
    },
    close() {
      if (timer === null) return;
      clearInterval(timer);
      timer = null;
      say(fd, CLEAR);
    },
  };
}

/** Progress is never part of the result, so that a standard error nobody reads costs nothing. */
function say(fd: number, text: string): void {
  try {
    writeStream(fd, text);
  } catch {
    return;
  }
}
