import { isWithin } from './address.ts';

/** A credential that opens a whole service: what it is called, and who may have it. */
export type Credential = {
  readonly service: string;
  readonly variable: RegExp;
  /** Words in a command that belong to the service. */
  readonly own: RegExp;
  readonly domains: readonly string[];
};

const NOBODY = /(?!)/;

const CREDENTIALS: readonly Credential[] = [
  credential('GitHub', /^(?:GH|GITHUB)_(?:\w+_)?(?:TOKEN|PAT)$/, /github|(?:^|\W)gh\b/i, [
    'github.com',
    'githubcopilot.com',
  ]),
  credential('GitHub Actions', /^ACTIONS_(?:RUNTIME|ID_TOKEN|CACHE)_\w+$/, NOBODY, []),
  credential('GitLab', /^(?:GITLAB|CI_JOB)_(?:\w+_)?(?:TOKEN|PAT)$/, /gitlab|glab/i, ['gitlab.com']),
  credential(
    'the package registry',
    /^(?:NPM|NODE_AUTH|PYPI|TWINE)_(?:\w+_)?(?:TOKEN|PASSWORD)$/,
    /npm|pypi/i,
    [],
  ),
  credential(
    'AWS',
    /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|BEARER_TOKEN_\w+)$/,
    /aws|amazon/i,
    ['amazonaws.com', 'aws.dev'],
  ),
  credential(
    'Google Cloud',
    /^(?:GOOGLE_APPLICATION_CREDENTIALS|GOOGLE_CREDENTIALS|GCP_\w*KEY\w*)$/,
    /google|gcloud|gcp|vertex|firebase|bigquery/i,
    ['googleapis.com', 'google.com'],
  ),
  credential('Azure', /^AZURE_CLIENT_SECRET$/, /azure|microsoft/i, ['azure.com', 'microsoft.com']),
  credential('Anthropic', /^(?:ANTHROPIC|CLAUDE)_(?:API_KEY|AUTH_TOKEN)$/, /anthropic|claude/i, [
    'anthropic.com',
  ]),
  credential('OpenAI', /^OPENAI_API_KEY$/, /openai/i, ['openai.com']),
  credential('Google', /^(?:GEMINI_API_KEY|GOOGLE_API_KEY|GOOGLE_GENERATIVE_AI_API_KEY)$/, /gemini|google/i, [
    'googleapis.com',
    'google.com',
  ]),
  credential('OpenRouter', /^OPENROUTER_API_KEY$/, /openrouter/i, ['openrouter.ai']),
  credential('OpenCode', /^OPENCODE_(?:API_KEY|CONSOLE_TOKEN|AUTH_CONTENT)$/, NOBODY, ['opencode.ai']),
  credential('the SSH agent', /^SSH_AUTH_SOCK$/, NOBODY, []),
  credential('Kubernetes', /^KUBECONFIG$/, /kube|k8s|helm/i, []),
  credential('Vault', /^VAULT_TOKEN$/, /vault/i, []),
  credential('Cloudflare', /^(?:CLOUDFLARE_API_(?:TOKEN|KEY)|CF_API_TOKEN)$/, /cloudflare|wrangler/i, [
    'cloudflare.com',
  ]),
];

/** Null for a variable that is not known to open a whole service. */
export function credentialNamed(variable: string): Credential | null {
  return CREDENTIALS.find((one) => one.variable.test(variable.toUpperCase())) ?? null;
}

/** Whether a command line, by its words, belongs to the service. */
export function belongsTo(one: Credential, command: string): boolean {
  return one.own.test(command);
}

/** Whether a host belongs to the service. */
export function isHostOf(one: Credential, host: string): boolean {
  return one.domains.some((domain) => isWithin(host, domain));
}

function credential(service: string, variable: RegExp, own: RegExp, domains: readonly string[]): Credential {
  return { service, variable, own, domains };
}
