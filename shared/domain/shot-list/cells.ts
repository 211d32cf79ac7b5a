/** A spreadsheet would take these for formulas. */
const formula = /^'*[=+\-@]/;

/** A cell that no spreadsheet calculates, and that {@link readCell} reads as it was. */
const harmless = (value: string) => (formula.test(value) ? `'${value}` : value);

/** A cell as it is written: harmless, and in quotes where it must be. */
export function writeCell(value: string): string {
  const text = harmless(value);
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a cell says. */
export function readCell(cell: string): string {
  const text = cell.trim().normalize('NFC');
  return text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
}

/** A number, with a point or a comma; undefined for anything else. */
export function numberIn(cell: string): number | undefined {
  return /^[+-]?\d{1,12}([.,]\d{1,20})?$/.test(cell) ? Number(cell.replace(',', '.')) : undefined;
}

const separator = '|';

/** Several values in one cell: `hero|night`, with a backslash before a bar that is part of one. */
export function writeSeveral(values: readonly string[]): string {
  return values.map((value) => value.replace(/[\\|]/g, '\\$&')).join(separator);
}

export function readSeveral(cell: string): string[] {
  const values = cell.match(/(?:\\[\\|]|[^|])+/g) ?? [];
  return values.map((value) => value.replace(/\\([\\|])/g, '$1').trim()).filter((value) => value !== '');
}
