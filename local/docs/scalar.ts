import { readFileSync } from 'node:fs';

interface Route {
  url: string;
  handler(request: undefined, reply: Reply): unknown;
}

interface Reply {
  header(name: string, value: string): Reply;
  send(body: string): void;
}

/** The version of Scalar that is installed. */
export function scalarVersion(): string {
  const manifest = new URL('../package.json', import.meta.resolve('@scalar/fastify-api-reference'));
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/**
 * Scalar as one script for the browser. The package `@scalar/api-reference` has it as a file and 300 dependencies;
 * the Fastify plugin has it inside and answers it from a route, so that route is registered and asked here.
 */
export async function scalarScript(): Promise<string> {
  const { default: plugin } = await import('@scalar/fastify-api-reference');
  const routes: Route[] = [];
  plugin({ route: (route: Route) => routes.push(route) }, { configuration: { url: '/' } }, () => undefined);
  let script: string | undefined;
  const reply: Reply = {
    header: () => reply,
    send: (body) => {
      script = body;
    },
  };
  routes.find(({ url }) => url.endsWith('.js'))?.handler(undefined, reply);
  if (!script) throw new Error('@scalar/fastify-api-reference no longer answers its script from a route');
  return script;
}
