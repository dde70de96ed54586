import { resolveProvider } from '../broker/providers.ts';
import type { Inputs } from '../inputs.ts';

/**
 * The key of the model: the input, or the job's own token where GitHub itself is the provider. Empty when there is
 * none. Throws GateError `input-invalid` for a model or a base-url that is none.
 */
export function modelKey(inputs: Inputs): string {
  const key = inputs['api-key'];
  if (key !== '' || inputs.review === 'off' || inputs.model === '') return key;
  return resolveProvider(inputs.model, inputs['base-url']).takesJobToken ? inputs['github-token'] : '';
}
