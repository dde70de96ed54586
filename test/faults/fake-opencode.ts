/**
 * A program in OpenCode's place, run by the Node of the sandbox. It answers for its version like the real one, can
 * ask the model as the real one would, and then does what `source` says.
 */
export function fakeOpencode(source: string): string {
  return `#!/opt/gate/node\n${PRELUDE}\n${source}\n`;
}

/** The same without a right word about its version. */
export function fakeVersion(source: string): string {
  return `if (process.argv.includes('--version')) { ${source} }`;
}

const PRELUDE = `
const { readFileSync, writeSync } = require('node:fs');
const VERSION = process.argv.includes('--version');
const say = (type, part) => writeSync(1, JSON.stringify({ type, sessionID: 'ses_fake', part }) + '\\n');
const begin = () => say('step_start', { type: 'step-start' });
const text = (words) => say('text', { type: 'text', text: words });
const finish = (reason) => say('step_finish', { type: 'step-finish', reason });
const REPORT = JSON.stringify({ version: 1, summary: 'Fine.', findings: [], reviewed: ['src/add.ts'] });
/** A run that reports success. */
const succeed = () => { begin(); text(REPORT); finish('stop'); };
const stay = () => setInterval(() => {}, 1000);
/** One call of the model, as the real program makes it. */
const ask = async () => {
  const { provider } = JSON.parse(readFileSync(process.env.OPENCODE_CONFIG, 'utf8'));
  const { apiKey } = provider.gate.options;
  const body = { model: provider.gate.models.reviewer.id, messages: [{ role: 'user', content: 'x' }], stream: true,
    tools: [{ type: 'function', function: { name: 'read', parameters: { type: 'object', properties: {} } } }] };
  const answer = await fetch(process.env.GATE_URL + '/v1/chat/completions', { method: 'POST',
    headers: { authorization: 'Bearer ' + apiKey, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  await answer.text();
};
if (VERSION && !globalThis.OWN_VERSION) { console.log('1.18.33'); process.exit(0); }
`;
