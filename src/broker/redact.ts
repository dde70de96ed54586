import { openMatcher, type SpellingMatcher } from './spelling-matcher.ts';
import { spellingsOf } from './spellings.ts';

/** Takes the key out of an answer, also when it comes in pieces. */
export type Redactor = { push(chunk: Buffer): Buffer; end(): Buffer };

/** What is shorter is a placeholder such as `ollama`, and taking it out would mangle ordinary text. */
const MIN_SECRET = 8;

/** So many characters of a key at the end of an answer are as bad as the rest of it. */
const MOST = 12;

const MARK = '[redacted]';
const NOTHING = Buffer.alloc(0);

/**
 * Prepares a key once; answers what makes a redactor for each answer. It replaces every spelling of the key: as it is
 * or escaped in the ways of JSON, of addresses and of markup, in hex and in base64 at each of the three alignments. It
 * holds back no more than what could be the beginning of one.
 */
export function openRedaction(key: string): () => Redactor {
  if (key.length < MIN_SECRET) return () => ({ push: (chunk) => chunk, end: () => NOTHING });
  const matcher = openMatcher(spellingsOf(key));
  return () => redactorOf(matcher);
}

function redactorOf(matcher: SpellingMatcher): Redactor {
  let held = NOTHING;
  return {
    push(chunk) {
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const { clean, from } = redact(matcher, bytes);
      // A copy: the rest must not keep the whole chunk in memory.
      held = from === bytes.length ? NOTHING : Buffer.from(bytes.subarray(from));
      return clean;
    },
    end() {
      const { isCut, matched } = matcher.matchAt(held.toString('latin1'), 0);
      return isCut && matched >= MOST ? Buffer.from(MARK) : held;
    },
  };
}

/** `clean` is what can go on, and `from` where a spelling may have begun whose end is not there yet. */
function redact(matcher: SpellingMatcher, bytes: Buffer) {
  const parts: Buffer[] = [];
  let done = 0;
  let at = matcher.candidate(bytes, 0);
  // Latin-1 maps bytes to characters one to one, and every spelling is ASCII.
  const text = at === -1 ? '' : bytes.toString('latin1');
  while (at !== -1) {
    const { end, isCut } = matcher.matchAt(text, at);
    if (end !== null) {
      parts.push(bytes.subarray(done, at), Buffer.from(MARK));
      done = end;
    } else if (isCut) break;
    at = matcher.candidate(bytes, end ?? at + 1);
  }
  const from = at === -1 ? bytes.length : at;
  const rest = bytes.subarray(done, from);
  return { clean: parts.length === 0 ? rest : Buffer.concat([...parts, rest]), from };
}
