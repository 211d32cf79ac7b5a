import { type ErrorCode, errorTable } from '../../shared/contract/errors.ts';
import { examples } from './error-examples.ts';
import type { Guide } from './guides.ts';
import { remedies } from './remedies.ts';

/** Nothing on these pages may come from, or go to, anywhere else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function page(title: string, head: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
${body}
</body>
</html>
`;
}

/** The page of the API reference; `script` is the file that Scalar is in. */
export function referencePage(script: string): string {
  return page(
    'Montu Manager API',
    '<style>body { margin: 0; }</style>',
    `<div id="reference"></div>
<script src="/docs/${script}"></script>
<script src="/docs/docs.js"></script>`,
  );
}

/** Starts Scalar on the description that the API serves, with everything off that would call home. */
export const referenceScript = `Scalar.createApiReference('#reference', ${JSON.stringify(
  {
    url: '/api/v1/openapi.json',
    theme: 'default',
    withDefaultFonts: false,
    telemetry: false,
    hideClientButton: true,
    showDeveloperTools: 'never',
    documentDownloadType: 'json',
    defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
    agent: { disabled: true },
    mcp: { disabled: true },
    proxyUrl: '',
  },
  null,
  2,
)});
`;

function code(text: string): string {
  return text.replaceAll(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

const text = (title: string, body: string, guides: readonly Guide[]) =>
  page(
    `${title} · Montu Manager API`,
    '<link rel="stylesheet" href="/docs/errors/errors.css">',
    `<main>
<nav><a href="/docs/">API reference</a> <a href="/docs/errors/">Errors</a>
<details><summary>Guides</summary><ul>
${guides.map((guide) => `<li><a href="/docs/${guide.path}/">${code(guide.title)}</a></li>`).join('\n')}
</ul></details></nav>
${body}
</main>`,
  );

/** A guide, with the way to the others. */
export const guidePage = (guide: Guide, all: readonly Guide[]): string => text(guide.title, guide.html, all);

/** The page that `docUrl` of every error leads to. */
export function errorsPage(guides: readonly Guide[]): string {
  const sections = (Object.keys(errorTable) as ErrorCode[]).map(
    (name) => `<section id="${name}">
<h2><a href="#${name}">${name}</a> <span>${errorTable[name].status}</span></h2>
<p>${code(errorTable[name].meaning)}</p>
<pre><code>${code(examples[name])}</code></pre>
<p><strong>What to do:</strong> ${code(remedies[name])}</p>
</section>`,
  );
  return text(
    'Errors',
    `<h1>Errors</h1>
<p>Every error is <code>{ "error": { code, message, details, requestId, timestamp, docUrl } }</code>. Act on
<code>code</code>, show <code>message</code>, and quote <code>requestId</code> when you ask us about one.</p>
${sections.join('\n')}`,
    guides,
  );
}

export const stylesheet = `:root { color-scheme: light dark; --accent: #2b6cb0; --line: #8884; }
body { margin: 0; font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1.5rem 6rem; }
a { color: var(--accent); text-decoration: none; }
section { border-top: 1px solid var(--line); padding: .5rem 0; scroll-margin-top: 1rem; }
section:target { border-left: 4px solid var(--accent); padding-left: 1rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline; }
nav details { flex-basis: 8rem; }
nav details[open] { flex-basis: 100%; }
summary { cursor: pointer; color: var(--accent); }
h1, h2, h3 { scroll-margin-top: 1rem; line-height: 1.3; }
section h2 { font: 600 1.05rem ui-monospace, monospace; margin: .75rem 0 .25rem; }
section h2 span { font-weight: 400; opacity: .65; }
section p { margin: .25rem 0; }
code { font: .9em ui-monospace, monospace; background: #8882; padding: .1em .3em; border-radius: 4px; }
pre { overflow-x: auto; background: #8882; padding: .75rem 1rem; border-radius: 6px; line-height: 1.45; }
pre code { background: none; padding: 0; font-size: .85rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .75rem .35rem 0; text-align: left; vertical-align: top; }
@media (prefers-color-scheme: dark) { :root { --accent: #7db4f0; } }
`;
