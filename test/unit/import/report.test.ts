import { describe, expect, it } from 'vitest';
import type { Result } from '../../../local/import/import-database.ts';
import { reportLines } from '../../../local/import/report.ts';

const quiet = { dryRun: false, verbose: false };
const empty: Result = { created: [], changed: [], unchanged: [], findings: [], failures: [] };

describe('reportLines', () => {
  it('is one line when there is nothing to say', () => {
    expect(reportLines({ ...empty, unchanged: ['a', 'b'] }, quiet)).toEqual([
      '0 created, 0 changed, 2 unchanged, 0 repaired, 0 failed, 0 warnings.',
    ]);
  });

  it('shows each changed value, before and after', () => {
    const change = {
      record: 'a',
      changes: { frameRange: { end: 9 }, status: 'review' },
      before: { frameRange: { end: 5 } },
    };
    expect(reportLines({ ...empty, changed: [change] }, quiet)).toEqual([
      'Changed:',
      '  a: frameRange.end: 5 → 9, status: null → "review"',
      '0 created, 1 changed, 0 unchanged, 0 repaired, 0 failed, 0 warnings.',
    ]);
  });

  it('groups what was noticed, and names every failure with its reason', () => {
    const findings = Array.from(
      { length: 12 },
      (_, index) => ({ kind: 'warning', what: 'odd', record: `r${index}` }) as const,
    );
    const result = { ...empty, findings, failures: [{ record: 'x', why: 'no' }] };
    const lines = reportLines(result, { dryRun: true, verbose: false });
    expect(lines.slice(0, 3)).toEqual(['Warnings:', '  12 × odd', '      r0']);
    expect(lines).toContain('      … and 2 more (--verbose names them all)');
    expect(lines).toContain('  x: no');
    expect(lines.at(-1)).toMatch(/^Dry run, nothing was written: .*1 failed, 12 warnings\.$/);
    expect(reportLines(result, { dryRun: true, verbose: true })).toContain('      r11');
  });
});
