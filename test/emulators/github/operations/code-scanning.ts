import { gunzipSync } from 'node:zlib';
import { invalid } from '../answer.ts';
import { type Handlers, textOf } from '../call.ts';

const MOST = 10 * 1024 * 1024;

export const CODE_SCANNING: Handlers = {
  'code-scanning/upload-sarif': ({ state, body, api }) => {
    const packed = Buffer.from(textOf(body['sarif']) ?? '', 'base64');
    if (packed.length > MOST) return { status: 413, body: { message: 'SARIF is too large' } };
    const id = `47177e22-5596-11eb-80a1-${String(state.nextId()).padStart(12, '0')}`;
    state.sarifs.push({
      id,
      commit: textOf(body['commit_sha']) ?? '',
      ref: textOf(body['ref']) ?? '',
      text: unpack(packed),
    });
    const url = `${api}/repos/${state.repository.owner}/${state.repository.name}/code-scanning/sarifs/${id}`;
    return { status: 202, body: { id, url } };
  },
};

function unpack(packed: Buffer): string {
  try {
    return gunzipSync(packed).toString('utf8');
  } catch {
    // The description cannot say that the text is a compressed file.
    return invalid('Invalid request.\n\nThe SARIF file is not gzip in base64.');
  }
}
