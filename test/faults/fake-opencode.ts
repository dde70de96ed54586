/** What the program does when it is asked for its version, and when it is asked to run. */
export type Fake = { readonly version?: string; readonly run?: string };

/**
 * A program in OpenCode's place, run by the Node of the sandbox. It answers for its version like the real one, can
 * ask the model as the real one does, and else does what the sources say.
 */
export function fakeOpencode({ version = "console.log('1.18.33')", run = '' }: Fake): string {
  return `#!/opt/gate/node\n${PRELUDE}\nif (process.argv.includes('--version')) {\n${version}\n} else {\n${run}\n}\n`;
}

const PRELUDE = `
const { readFileSync, writeSync } = require('node:fs');
const say = (type, part) => writeSync(1, event(type, part));
/** The same piece again and again; a full pipe is waited for. */
const flood = (fd, piece, times) => {
  for (let at = 0; at < times; at += 1) {
    for (let rest = Buffer.from(piece); rest.length > 0; ) {
      try { rest = rest.subarray(writeSync(fd, rest)); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
    }
  }
};
const event = (type, part) => JSON.stringify({ type, sessionID: 'ses_fake', part }) + '\\n';
const begin = () => say('step_start', { type: 'step-start' });
const text = (words) => say('text', { type: 'text', text: words });
const finish = (reason) => say('step_finish', { type: 'step-finish', reason });
const REPORT = JSON.stringify({ version: 1, summary: 'Fine.', findings: [], reviewed: ['src/add.ts'] });
/** A run that reports success. */
const succeed = () => { begin(); text(REPORT); finish('stop'); };
const stay = () => setInterval(() => {}, 1000);
/** One call of the model, as the real program makes it. */
const ask = async () => {
  const { provider, agent, default_agent: name } = JSON.parse(readFileSync(process.env.OPENCODE_CONFIG, 'utf8'));
  const { apiKey } = provider.gate.options;
  const content = agent[name].prompt + [
    '', 'You are powered by the model named m. The exact model ID is gate/reviewer',
    'Here is some useful information about the environment you are running in:',
    '<env>', '  Working directory: /work', '</env>',
  ].join(String.fromCharCode(10));
  const messages = [{ role: 'system', content }, { role: 'user', content: 'x' }];
  const body = { model: provider.gate.models.reviewer.id, messages, stream: true };
  const answer = await fetch(process.env.GATE_URL + '/v1/chat/completions', { method: 'POST',
    headers: { authorization: 'Bearer ' + apiKey, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  await answer.text();
};
`;
