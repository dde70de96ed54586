/** Whose figures these are, and the release of the newest model among them. Written by scripts/prices.ts. */
export const PRICES_AS_OF = 'models.dev 2026-09-25';
