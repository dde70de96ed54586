/** `https://user:pass@host`, as documentation writes it: a name and a password that nobody has. */
export function isPlaceholder(text: string): boolean {
  const match = /^[a-z][a-z0-9+.-]*:\/\/([^:@/\s]*):([^@/\s]*)@/i.exec(text);
  if (match === null) return false;
  const [name = '', password = ''] = match.slice(1).map((part) => part.toLowerCase());
  return name === password || WORDS.test(password);
}

const WORDS =
  /^(?:(?:my|your|the|a|some|db|super)?[-_]?(?:pass|passwd|pwd|pw|password|secret|token|key|api[-_]?key|credentials?)[-_]?(?:here|123)?|x+|\*+|\.+|changeme|example|test|testing|foo|bar|baz|dummy|fake|redacted|hunter2|1234\d*)$/;
