import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { auditOf } from './audit-of.ts';
import { CASES } from './read-case.ts';

suite('every case of every rule', () => {
  for (const { rule, name, fires, folder, head, policy } of CASES) {
    test(`${rule} ${name}`, (t) => {
      const { findings } = auditOf(head, { policy });
      const own = findings.filter((finding) => finding.rule === rule);
      assert.equal(own.length > 0, fires);
      for (const finding of own) {
        const text = head.find((file) => file.path === finding.path)?.bytes ?? new Uint8Array();
        const line = new TextDecoder().decode(text).split('\n')[finding.startLine - 1] ?? '';
        if (finding.path !== policy.path)
          assert.equal(finding.evidence, line, 'the evidence is the text of the line');
      }
      const shown = findings.map(({ path, startLine, rule, severity, title, message, remedy }) => {
        return { path, startLine, rule, severity, title, message, remedy };
      });
      t.assert.fileSnapshot(shown, join(folder, 'findings.json'));
    });
  }
});
