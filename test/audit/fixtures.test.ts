import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { MASK } from '../../src/audit/secrets.ts';
import { auditWithSecrets } from './audit-of.ts';
import { CASES } from './read-case.ts';

suite('every case of every rule', () => {
  for (const { rule, name, fires, folder, head, policy, ...rest } of CASES) {
    test(`${rule} ${name}`, async (t) => {
      const { findings } = await auditWithSecrets(head, { policy, ...rest });
      const own = findings.filter((finding) => finding.rule === rule);
      assert.equal(own.length > 0, fires);
      for (const finding of own) {
        const text = head.find((file) => file.path === finding.path)?.bytes ?? new Uint8Array();
        const lines = new TextDecoder().decode(text).split('\n');
        const line = lines.slice(finding.startLine - 1, finding.endLine).join('\n');
        if (finding.path !== policy.path)
          assert.equal(
            finding.evidence,
            masked(finding.evidence, line),
            'the evidence is the text of the lines',
          );
      }
      const shown = findings.map(({ path, startLine, rule, severity, title, message, remedy }) => {
        return { path, startLine, rule, severity, title, message, remedy };
      });
      t.assert.fileSnapshot(shown, join(folder, 'findings.json'));
    });
  }
});

/** What a credential's mark stands for is in the line and not in the evidence. */
function masked(evidence: string, line: string): string {
  const [before = '', after] = evidence.split(MASK);
  return after !== undefined && line.startsWith(before) && line.endsWith(after) ? evidence : line;
}
