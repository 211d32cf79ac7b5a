import type { Failure, Finding } from './findings.ts';
import type { Change, Result } from './import-database.ts';
import { isJsonObject, type JsonObject, shown } from './json.ts';

/** Records named under one remark, unless everything is asked for. */
const namedAtMost = 10;

const headings: Record<Finding['kind'], string> = { added: 'Added', repaired: 'Repaired', warning: 'Warnings' };

function cut(lines: string[], verbose: boolean): string[] {
  if (verbose || lines.length <= namedAtMost) return lines;
  return [...lines.slice(0, namedAtMost), `… and ${lines.length - namedAtMost} more (--verbose names them all)`];
}

const indented = (lines: string[], depth: number) => lines.map((text) => `${'  '.repeat(depth)}${text}`);

/** Remarks of one kind, grouped by what they say. */
function findingLines(kind: Finding['kind'], findings: readonly Finding[], verbose: boolean): string[] {
  const groups = Map.groupBy(
    findings.filter((finding) => finding.kind === kind),
    ({ what }) => what,
  );
  if (groups.size === 0) return [];
  const lines = [...groups].flatMap(([what, group]) => {
    const records = group.map(({ record, detail }) => (detail === undefined ? record : `${record}: ${detail}`));
    return [...indented([`${group.length} × ${what}`], 1), ...indented(cut(records, verbose), 3)];
  });
  return [`${headings[kind]}:`, ...lines];
}

/** `frameRange.end: 1153 → 1160` for each value of a patch. */
function changedValues(changes: JsonObject, before: JsonObject, path = ''): string[] {
  return Object.entries(changes).flatMap(([key, value]) => {
    const old = before[key] ?? null;
    if (isJsonObject(value) && isJsonObject(old)) return changedValues(value, old, `${path}${key}.`);
    return [`${path}${key}: ${shown(old)} → ${shown(value)}`];
  });
}

function changeLines(changes: readonly Change[], verbose: boolean): string[] {
  if (changes.length === 0) return [];
  const lines = changes.map((change) => `${change.record}: ${changedValues(change.changes, change.before).join(', ')}`);
  return ['Changed:', ...indented(cut(lines, verbose), 1)];
}

function failureLines(failures: readonly Failure[]): string[] {
  if (failures.length === 0) return [];
  return [
    'Failed:',
    ...indented(
      failures.map(({ record, why }) => `${record}: ${why}`),
      1,
    ),
  ];
}

/** Everything a person should know about an import, ending with the sum in one line. */
export function reportLines(
  result: Result,
  options: { dryRun: boolean; verbose: boolean; leftAside?: number },
): string[] {
  const kinds: Finding['kind'][] = ['added', 'repaired', 'warning'];
  const { created, changed, unchanged, failures, findings } = result;
  const repaired = new Set(findings.filter(({ kind }) => kind === 'repaired').map(({ record }) => record)).size;
  const warned = findings.filter(({ kind }) => kind === 'warning').length;
  const sum = [
    `${created.length} created`,
    `${changed.length} changed`,
    `${unchanged.length} unchanged`,
    `${repaired} repaired`,
    `${failures.length} failed`,
    `${warned} ${warned === 1 ? 'warning' : 'warnings'}`,
    ...(options.leftAside ? [`${options.leftAside} not yet supported`] : []),
  ].join(', ');
  return [
    ...kinds.flatMap((kind) => findingLines(kind, findings, options.verbose)),
    ...changeLines(changed, options.verbose),
    ...failureLines(failures),
    options.dryRun ? `Dry run, nothing was written: ${sum}.` : `${sum}.`,
  ];
}
