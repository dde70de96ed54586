import type { Rule } from './rule.ts';
import { agentChangedWithoutEvals } from './rules/agent-changed-without-evals.ts';
import { agentHiddenInstructions } from './rules/agent-hidden-instructions.ts';
import { agentRemovedGuard } from './rules/agent-removed-guard.ts';
import { agentShadowsBuiltin } from './rules/agent-shadows-builtin.ts';
import { agentWidensGlobal } from './rules/agent-widens-global.ts';
import { askWhenUnattended } from './rules/ask-when-unattended.ts';
import { assetsWithoutOwner } from './rules/assets-without-owner.ts';
import { bareCommandPattern } from './rules/bare-command-pattern.ts';
import { bashDefeatsEditDeny } from './rules/bash-defeats-edit-deny.ts';
import { bashDenyList } from './rules/bash-deny-list.ts';
import { bashMapWithoutStar } from './rules/bash-map-without-star.ts';
import { bashPatternEscapes } from './rules/bash-pattern-escapes.ts';
import { bashUnrestricted } from './rules/bash-unrestricted.ts';
import { commandAgentMissing } from './rules/command-agent-missing.ts';
import { commandShell } from './rules/command-shell.ts';
import { configInvalid } from './rules/config-invalid.ts';
import { configUnknownKey } from './rules/config-unknown-key.ts';
import { dependenciesInOpencodeDir } from './rules/dependencies-in-opencode-dir.ts';
import { doomLoopOpen } from './rules/doom-loop-open.ts';
import { editInReviewer } from './rules/edit-in-reviewer.ts';
import { enterpriseUrl } from './rules/enterprise-url.ts';
import { envGuardRemoved } from './rules/env-guard-removed.ts';
import { externalDirectoryOpen } from './rules/external-directory-open.ts';
import { formatterOrLspCommand } from './rules/formatter-or-lsp-command.ts';
import { frontmatterExecutes } from './rules/frontmatter-executes.ts';
import { frontmatterFailsOpen } from './rules/frontmatter-fails-open.ts';
import { globalLoosensBuiltin } from './rules/global-loosens-builtin.ts';
import { hiddenTextInChange } from './rules/hidden-text-in-change.ts';
import { instructionsChanged } from './rules/instructions-changed.ts';
import { instructionsRemote } from './rules/instructions-remote.ts';
import { legacyTools } from './rules/legacy-tools.ts';
import { mcpAdded } from './rules/mcp-added.ts';
import { mcpChanged } from './rules/mcp-changed.ts';
import { mcpCredentialScope } from './rules/mcp-credential-scope.ts';
import { mcpEnvToRemote } from './rules/mcp-env-to-remote.ts';
import { mcpRemotePlain } from './rules/mcp-remote-plain.ts';
import { mcpRemoteUnlisted } from './rules/mcp-remote-unlisted.ts';
import { mcpSecretInline } from './rules/mcp-secret-inline.ts';
import { mcpShell } from './rules/mcp-shell.ts';
import { mcpToolsOpen } from './rules/mcp-tools-open.ts';
import { mcpUnapproved } from './rules/mcp-unapproved.ts';
import { mcpUnpinned } from './rules/mcp-unpinned.ts';
import { modelChanged } from './rules/model-changed.ts';
import { permissionAboveCeiling } from './rules/permission-above-ceiling.ts';
import { permissionAllowAll } from './rules/permission-allow-all.ts';
import { permissionMissing } from './rules/permission-missing.ts';
import { permissionUnknownKey } from './rules/permission-unknown-key.ts';
import { permissionWidened } from './rules/permission-widened.ts';
import { pluginAdded } from './rules/plugin-added.ts';
import { pluginLocalCode } from './rules/plugin-local-code.ts';
import { pluginUnapproved } from './rules/plugin-unapproved.ts';
import { pluginUnpinned } from './rules/plugin-unpinned.ts';
import { policyChanged } from './rules/policy-changed.ts';
import { policyExpired } from './rules/policy-expired.ts';
import { providerCode } from './rules/provider-code.ts';
import { providerRedirect } from './rules/provider-redirect.ts';
import { readWithoutEnvDeny } from './rules/read-without-env-deny.ts';
import { referencesRemote } from './rules/references-remote.ts';
import { ruleDead } from './rules/rule-dead.ts';
import { ruleShadowed } from './rules/rule-shadowed.ts';
import { secretInAsset } from './rules/secret-in-asset.ts';
import { secretInChange } from './rules/secret-in-change.ts';
import { shareEnabled } from './rules/share-enabled.ts';
import { shellOverride } from './rules/shell-override.ts';
import { skillDescriptionChanged } from './rules/skill-description-changed.ts';
import { skillsRemote } from './rules/skills-remote.ts';
import { substitutionSyntax } from './rules/substitution-syntax.ts';
import { substitutionToRemote } from './rules/substitution-to-remote.ts';
import { taskEscalates } from './rules/task-escalates.ts';
import { telemetryExport } from './rules/telemetry-export.ts';
import { toolLocalCode } from './rules/tool-local-code.ts';
import { toolShadowsBuiltin } from './rules/tool-shadows-builtin.ts';
import { v2PermissionsIgnored } from './rules/v2-permissions-ignored.ts';
import { webfetchWithSecrets } from './rules/webfetch-with-secrets.ts';
import { workflowAutoApprove } from './rules/workflow-auto-approve.ts';
import { workflowOpencodeUnpinned } from './rules/workflow-opencode-unpinned.ts';
import { workflowSecretsBesideAgent } from './rules/workflow-secrets-beside-agent.ts';
import { workflowUntrustedCheckout } from './rules/workflow-untrusted-checkout.ts';

/** Every rule, in alphabetical order of its id. */
export const RULES: readonly Rule[] = [
  agentChangedWithoutEvals,
  agentHiddenInstructions,
  agentRemovedGuard,
  agentShadowsBuiltin,
  agentWidensGlobal,
  askWhenUnattended,
  assetsWithoutOwner,
  bareCommandPattern,
  bashDefeatsEditDeny,
  bashDenyList,
  bashMapWithoutStar,
  bashPatternEscapes,
  bashUnrestricted,
  commandAgentMissing,
  commandShell,
  configInvalid,
  configUnknownKey,
  dependenciesInOpencodeDir,
  doomLoopOpen,
  editInReviewer,
  enterpriseUrl,
  envGuardRemoved,
  externalDirectoryOpen,
  formatterOrLspCommand,
  frontmatterExecutes,
  frontmatterFailsOpen,
  globalLoosensBuiltin,
  hiddenTextInChange,
  instructionsChanged,
  instructionsRemote,
  legacyTools,
  mcpAdded,
  mcpChanged,
  mcpCredentialScope,
  mcpEnvToRemote,
  mcpRemotePlain,
  mcpRemoteUnlisted,
  mcpSecretInline,
  mcpShell,
  mcpToolsOpen,
  mcpUnapproved,
  mcpUnpinned,
  modelChanged,
  permissionAboveCeiling,
  permissionAllowAll,
  permissionMissing,
  permissionUnknownKey,
  permissionWidened,
  pluginAdded,
  pluginLocalCode,
  pluginUnapproved,
  pluginUnpinned,
  policyChanged,
  policyExpired,
  providerCode,
  providerRedirect,
  readWithoutEnvDeny,
  referencesRemote,
  ruleDead,
  ruleShadowed,
  secretInAsset,
  secretInChange,
  shareEnabled,
  shellOverride,
  skillDescriptionChanged,
  skillsRemote,
  substitutionSyntax,
  substitutionToRemote,
  taskEscalates,
  telemetryExport,
  toolLocalCode,
  toolShadowsBuiltin,
  v2PermissionsIgnored,
  webfetchWithSecrets,
  workflowAutoApprove,
  workflowOpencodeUnpinned,
  workflowSecretsBesideAgent,
  workflowUntrustedCheckout,
];
