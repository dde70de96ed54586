import { type HostileCase, judge } from '../case.ts';
import { publish, textsOf } from '../kit/publish.ts';

const SPELLINGS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  quoted: (secret) => JSON.stringify(`\t${secret}\t`),
  hexadecimal: (secret) => Buffer.from(secret).toString('hex'),
  'capital hexadecimal': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  'in an address': (secret) => `q=${encodeURIComponent(secret)}`,
  'base64 by itself': (secret) => Buffer.from(secret).toString('base64'),
  'base64 behind one byte': (secret) => Buffer.from(`a${secret}`).toString('base64'),
  'base64 behind two bytes': (secret) => Buffer.from(`ab${secret}`).toString('base64'),
  'base64 for addresses': (secret) => Buffer.from(`??>${secret}`).toString('base64url'),
  'inside of words': (secret) => `key-${secret}-end`,
};

export const hostile: HostileCase = {
  number: 102,
  title: 'A secret that the run knows, in the text of a review, in ten spellings',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const secrets: Record<string, string> = {};
    const findings = Object.entries(SPELLINGS).map(([name, spell], at) => {
      secrets[name] = place.secret(name);
      const text = spell(secrets[name]);
      return at % 2 === 0
        ? { title: `Look ${text}`, message: `Number ${at}.` }
        : { message: `Look: ${text}` };
    });
    const published = await publish(place, { findings, secrets: Object.values(secrets) }, defence);
    const found = new Set(place.scan(textsOf(published)).map(({ secret }) => secret));
    return judge(
      defence,
      Object.fromEntries(Object.keys(SPELLINGS).map((name) => [name, found.has(name) ? 'published' : null])),
    );
  },
};
