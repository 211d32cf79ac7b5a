import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type RunbookEntry, renderRunbook, runbook, runbookPath } from '../../infra/runbook.ts';

describe('the runbook', () => {
  it('is the page that is in the docs (node infra/write-runbook.ts)', () => {
    expect(readFileSync(runbookPath, 'utf8')).toBe(renderRunbook());
  });

  it.each(Object.entries<RunbookEntry>(runbook))('says for %s what to look at and what to do', (anchor, entry) => {
    expect(renderRunbook()).toContain(`<a id="${anchor}"></a>\n## ${entry.title}`);
    expect(entry.impact).toMatch(/^[A-Z].+\.$/);
    expect(entry.investigate.length).toBeGreaterThan(1);
    expect(entry.resolve.length).toBeGreaterThan(1);
  });
});
