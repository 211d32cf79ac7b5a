import { CsvError, parse } from 'csv-parse/sync';
import { ApiError } from '../../contract/errors.ts';

const delimiters = [',', ';', '\t'];
const lineEnds = ['\r\n', '\n', '\r'];
/** Bytes; a row of a shot list has a few hundred. */
const maxRowBytes = 100_000;

/** The delimiter that the first line has most of, outside of quotes. */
function delimiterOf(text: string): string {
  const [firstLine = ''] = text.replace(/"[^"]*"/g, '').split(/[\r\n]/, 1);
  const counts = delimiters.map((delimiter) => firstLine.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] as string;
}

function problemOf(error: CsvError): string {
  const place = `line ${String(error.lines ?? '?')}`;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return `A quote that is opened in ${place} is never closed.`;
  if (error.code === 'CSV_MAX_RECORD_SIZE') return `The row in ${place} is longer than ${maxRowBytes / 1000} KB.`;
  return `There is a quote within a cell in ${place}: put the cell in quotes, and double the quote.`;
}

/**
 * The cells of a list, line by line; with commas, semicolons or tabs between, and any line ends.
 * @throws MALFORMED_BODY where quotes do not fit
 */
export function cellsOf(text: string): string[][] {
  try {
    return parse(text, {
      ...{ bom: true, delimiter: delimiterOf(text), record_delimiter: lineEnds },
      ...{ relax_column_count: true, max_record_size: maxRowBytes },
    });
  } catch (error) {
    if (error instanceof CsvError) throw new ApiError('MALFORMED_BODY', problemOf(error));
    throw error;
  }
}
