/** Nothing may come from, or go to, anywhere else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The page that the board is drawn in. */
export function boardPage(script: string, stylesheet: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Montu</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/board/${stylesheet}">
<script type="module" src="/board/${script}"></script>
</head>
<body>
<div id="board"></div>
<noscript>The board needs JavaScript. The <a href="/docs">API reference</a> is at /docs.</noscript>
</body>
</html>
`;
}
