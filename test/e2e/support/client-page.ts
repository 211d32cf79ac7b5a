/** What a page does with the packed client: plain TypeScript, compiled where the package is installed. */
export const pageSource = `
import { createClient, createLive, NotFoundError, type Task, VersionConflictError } from '@montu/client';

/** Signs in, lists, hears of a change, and writes where somebody has written since. */
export async function work(baseUrl: string, username: string, password: string, studio: string, shot: string) {
  const client = createClient({ baseUrl });
  await client.session.signIn({ username, password, studio, clientType: 'web' });
  const task: Task = await client.tasks.create({ projectId: 'SHOW', shot, task: 'comp' });
  const shots: (string | undefined)[] = [];
  for await (const row of client.tasks.list({ projectId: 'SHOW', shot: [shot] })) shots.push(row.shot);

  const live = createLive(client);
  const heard = new Promise<string>((resolve) => {
    live.subscribe('project:SHOW', {
      after: 0,
      onMessage: ({ type, data }) => type === 'task.updated' && data.taskId === task.id && resolve(type),
    });
  });
  const changed = await client.tasks.update(task.id, { status: 'in_progress' }, { ifMatch: task.revision });
  const stale: unknown = await client.tasks
    .update(task.id, { status: 'review' }, { ifMatch: task.revision })
    .catch((refused: unknown) => refused);
  const missing: unknown = await client.tasks.get('nowhere').catch((refused: unknown) => refused);
  const done = {
    shots,
    revision: changed.revision,
    conflicts: stale instanceof VersionConflictError ? stale.conflicts : stale,
    isMissing: missing instanceof NotFoundError,
    heard: await heard,
  };
  live.close();
  await client.session.signOut();
  return done;
}
`;

/** The page itself, which no bundler has seen. */
export const page = `<!doctype html>
<meta charset="utf-8">
<title>Page</title>
<script type="importmap">{ "imports": { "@montu/client": "/node_modules/@montu/client/index.js" } }</script>
`;
