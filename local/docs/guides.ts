import { existsSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Marked } from 'marked';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What who uses the API reads, by the file that it is written in: where it is below `/docs`. */
const sources = {
  'docs/guides/quick-start.md': 'guides/quick-start',
  'docs/guides/authentication.md': 'guides/authentication',
  'docs/guides/pagination.md': 'guides/pagination',
  'docs/guides/live-updates.md': 'guides/live-updates',
  'docs/guides/errors.md': 'guides/errors',
  'docs/guides/conflicts.md': 'guides/conflicts',
  'docs/guides/limits.md': 'guides/limits',
  'client/README.md': 'client',
  'docs/access.md': 'access',
  'docs/api-keys.md': 'api-keys',
  'docs/feature-flags.md': 'feature-flags',
  'docs/import.md': 'import',
  'docs/limits.md': 'limits',
  'docs/migration.md': 'migration',
  'docs/paths.md': 'paths',
  'docs/realtime.md': 'realtime',
  'docs/sign-in.md': 'sign-in',
} as const;

/** A page made of a file of the docs. */
export interface Guide {
  /** Below `/docs`, as in `guides/quick-start`. */
  path: string;
  title: string;
  html: string;
}

/** Where a link of a page leads to; undefined where what it names is not among the pages. */
function addressOf(link: string, source: string): string | undefined {
  if (/^(https?:|#)/.test(link)) return link;
  const [file = '', fragment] = link.split('#');
  const target = posix.join(dirname(source), file);
  if (!existsSync(root + target)) throw new Error(`${source} has a link to ${link}, which there is not`);
  const path = (sources as Record<string, string>)[target];
  return path && `/docs/${path}/${fragment ? `#${fragment}` : ''}`;
}

const slug = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

function render(source: string, path: string): Guide {
  const text = readFileSync(root + source, 'utf8');
  const marked = new Marked({
    renderer: {
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const address = addressOf(href, source);
        return address ? `<a href="${address}">${inner}</a>` : inner;
      },
      heading({ depth, text: title, tokens }) {
        return `<h${depth} id="${slug(title)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      table({ header, rows }) {
        const row = (cells: typeof header, tag: string) =>
          `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('')}</tr>`;
        // a table scrolls by itself where it is wider than the page
        const body = rows.map((cells) => row(cells, 'td')).join('\n');
        return `<div class="table"><table><thead>${row(header, 'th')}</thead><tbody>${body}</tbody></table></div>\n`;
      },
    },
  });
  const title = /^# (.+)$/m.exec(text)?.[1] ?? path;
  return { path, title, html: marked.parse(text, { async: false }) };
}

/** The guides and manuals as pages, the first one first. */
export const guides = (): Guide[] => Object.entries(sources).map(([source, path]) => render(source, path));
