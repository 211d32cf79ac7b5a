import { versionOperations } from '../../shared/contract/versions.ts';
import { peopleOf } from '../../shared/data/people.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { listVersions, shownVersions } from '../../shared/data/versions.ts';
import { isClient, versionFor } from '../../shared/domain/client-view.ts';
import { versionResource } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { seeing } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.listVersions, async (request) => {
  const { params, query, caller, cursors, eachAllowed } = request;
  const { studio, userId } = caller;
  const startAfter = await cursors.open();
  const people = await peopleOf(studio, query.author);
  const author = query.author?.map((name) => (name === 'me' ? userId : people.toStored(name)));
  const read = (submitted: boolean) =>
    listVersions(
      studio,
      params.taskId,
      { status: query.status, author, submitted },
      { limit: query.limit, startAfter },
    );
  const [task, all] = await Promise.all([getTask(studio, params.taskId), read(false)]);
  seeing(request)(task);
  const mayRead = eachAllowed();
  const isForClient = isClient(caller, task.projectId);
  // whose they are is nothing that a client could ask by
  if (isForClient && query.author) return { items: [] };
  const page = isForClient ? await read(true) : all;
  const allowed = page.versions.filter((version) => mayRead(versionResource(version, task)));
  const shown = await shownVersions(studio, allowed);
  return {
    items: shown.map((version) => versionFor(caller, version)),
    nextCursor: await cursors.seal(page.next),
  };
});
