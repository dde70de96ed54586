/** What a scanner of secretlint finds, in our words. */
export function whatIs(scanner: string): string {
  const name = scanner.replace(/^.*secretlint-rule-/, '');
  return WORDS[name] ?? `a credential (${name})`;
}

const WORDS: Readonly<Record<string, string>> = {
  '1password': 'a service account token of 1Password',
  anthropic: 'an API key of Anthropic',
  aws: 'a secret access key of AWS',
  basicauth: 'a user and password in an address',
  cloudflare: 'an API token of Cloudflare',
  'database-connection-string': 'a user and password of a database',
  databricks: 'a token of Databricks',
  docker: 'an access token of Docker',
  figma: 'an access token of Figma',
  gcp: 'a service account key of Google Cloud',
  github: 'a token of GitHub',
  gitlab: 'a token of GitLab',
  grafana: 'a token of Grafana',
  groq: 'an API key of Groq',
  'hashicorp-vault': 'a token of Vault',
  huggingface: 'a token of Hugging Face',
  linear: 'an API key of Linear',
  notion: 'a token of Notion',
  npm: 'a token of npm',
  openai: 'an API key of OpenAI',
  privatekey: 'a private key',
  sendgrid: 'an API key of SendGrid',
  shopify: 'a token of Shopify',
  slack: 'a token or webhook of Slack',
  stripe: 'an API key of Stripe',
  tailscale: 'a key of Tailscale',
  vercel: 'a token of Vercel',
};
