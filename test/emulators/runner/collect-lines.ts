import { StringDecoder } from 'node:string_decoder';

export type Stream = 'stdout' | 'stderr';

/** Both streams of a process as the runner reads them: line by line, in the order in which the lines were complete. */
export class LineCollector {
  readonly #lines: string[] = [];
  readonly #open = { stdout: new OpenLine(), stderr: new OpenLine() };

  add(stream: Stream, chunk: Buffer): void {
    this.#lines.push(...this.#open[stream].add(chunk));
  }

  /** All lines; what has no end of line at the end of its stream is one as well. */
  end(): readonly string[] {
    return [...this.#lines, ...this.#open.stderr.rest(), ...this.#open.stdout.rest()];
  }
}

class OpenLine {
  readonly #decoder = new StringDecoder('utf8');
  #text = '';

  add(chunk: Buffer): readonly string[] {
    this.#text += this.#decoder.write(chunk);
    const lines: string[] = [];
    let from = 0;
    // A carriage return at the very end may be the first half of a line's end.
    for (const { 0: ending, index } of this.#text.matchAll(/\r\n|\n|\r(?!$)/gu)) {
      lines.push(this.#text.slice(from, index));
      from = index + ending.length;
    }
    this.#text = this.#text.slice(from);
    return lines;
  }

  rest(): readonly string[] {
    const text = this.#text + this.#decoder.end();
    return text === '' ? [] : [text.replace(/\r$/u, '')];
  }
}
