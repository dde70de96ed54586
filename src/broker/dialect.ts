import type { Protocol } from './broker.ts';
import type { Checked } from './checked.ts';
import { anthropicMessages } from './dialects/anthropic-messages.ts';
import { googleGenerate } from './dialects/google-generate.ts';
import { openaiChat } from './dialects/openai-chat.ts';
import { openaiResponses } from './dialects/openai-responses.ts';
import type { Shown } from './offer.ts';
import type { Settings } from './settings.ts';
import type { Tokens } from './tokens.ts';

/** What a request may hold, from the settings. */
export type Bounds = Pick<Settings, 'models' | 'tools' | 'maxOutputTokens' | 'outputLimitKey'> &
  Partial<Pick<Settings, 'asksUsage' | 'keyHeader'>>;

/** A body that passed, made of accepted values only. */
export type Canonical = Shown & {
  /** What it asks for at most, already clamped to the settings. */
  readonly outputTokens: number;
  /** The body to send, with this limit (at most `outputTokens`). */
  readonly render: (outputTokens: number) => string;
};

/** What the events of one answer have said so far. */
export type Progress = {
  /** The provider's own count; null before it says one. */
  readonly tokens: Tokens | null;
  /** Whether that count is the last one. */
  readonly isCounted: boolean;
  /** Whether the model said why it stopped. */
  readonly isEnded: boolean;
};

/** One wire protocol: what may be asked, who asks, how answers count and how errors look. */
export type Dialect = {
  /** Accepts what OpenCode sends for text, tools and reasoning; refuses every other key, type and value. */
  checkBody(body: unknown): Checked<Canonical>;
  /** The headers that carry the key; none for an empty key. */
  headers(key: string): Readonly<Record<string, string>>;
  /** Adds what one event (or a whole JSON answer) says. */
  follow(event: unknown, before: Progress): Progress;
  /** An error in the protocol's own shape. */
  renderError(message: string): string;
};

const DIALECTS: Readonly<Record<Protocol, (bounds: Bounds) => Dialect>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  'google-generate': googleGenerate,
};

export function dialectOf(settings: Settings): Dialect {
  return DIALECTS[settings.protocol](settings);
}
