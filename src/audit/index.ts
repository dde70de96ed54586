import type { Rule } from './rule.ts';
import { bashUnrestricted } from './rules/bash-unrestricted.ts';
import { configInvalid } from './rules/config-invalid.ts';
import { editInReviewer } from './rules/edit-in-reviewer.ts';
import { mcpUnpinned } from './rules/mcp-unpinned.ts';
import { permissionAllowAll } from './rules/permission-allow-all.ts';
import { pluginLocalCode } from './rules/plugin-local-code.ts';
import { policyExpired } from './rules/policy-expired.ts';

/** Every rule, in alphabetical order of its id. */
export const RULES: readonly Rule[] = [
  bashUnrestricted,
  configInvalid,
  editInReviewer,
  mcpUnpinned,
  permissionAllowAll,
  pluginLocalCode,
  policyExpired,
];
