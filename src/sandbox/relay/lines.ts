import type { Readable } from 'node:stream';

/** The lines of a stream. node:readline would also break at U+2028, which JSON holds as it is. */
export async function* readLines(stream: Readable): AsyncIterable<string> {
  let held: string[] = [];
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
