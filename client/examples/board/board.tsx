import { useState } from 'preact/hooks';
import type { Notification, Project } from '../../src/index.ts';
import { useConnection } from './hooks/use-connection.ts';
import { useInbox } from './hooks/use-inbox.ts';
import { useKeys } from './hooks/use-keys.ts';
import { useNotice } from './hooks/use-notice.ts';
import { useOutbox } from './hooks/use-outbox.ts';
import { useProject } from './hooks/use-project.ts';
import { useMontu } from './montu.ts';
import { Conflicts } from './parts/conflicts.tsx';
import { Inbox } from './parts/inbox.tsx';
import { TopBar } from './parts/top-bar.tsx';
import { Production } from './production.tsx';

/** Everything that somebody sees who is signed in. */
export function Board({ projects }: { projects: readonly Project[] }) {
  const { client } = useMontu();
  const { notice, setNotice, onError } = useNotice();
  const [project, setProject] = useProject(projects);
  const [wanted, setWanted] = useState<{ id: string }>();
  const [shows, setShows] = useState<'inbox' | 'keys'>();
  const [later, setLater] = useState<ReadonlySet<string>>(new Set());
  const entries = useOutbox(onError);
  const inbox = useInbox(onError);
  const conflicts = entries.filter(({ state }) => state === 'conflict');
  const connection = useConnection(entries.length - conflicts.length);
  useKeys({ '?': () => setShows('keys'), i: () => setShows('inbox') });

  if (!project) {
    return (
      <main class="waiting">
        <p>You are in no project yet.</p>
        <button type="button" onClick={() => client.session.signOut()}>
          Sign out
        </button>
      </main>
    );
  }

  function openNotification({ id, isRead, data }: Notification) {
    if (!isRead) inbox.mark(id, true);
    if (typeof data.taskId !== 'string') return;
    if (typeof data.projectId === 'string') setProject(data.projectId);
    setWanted({ id: data.taskId });
    setShows(undefined);
  }

  return (
    <div class="board">
      <TopBar
        projects={projects}
        project={project}
        onProject={setProject}
        connection={connection}
        conflicts={conflicts.length}
        onConflicts={() => setLater(new Set())}
        unread={inbox.unread}
        onInbox={() => setShows('inbox')}
        onKeys={() => setShows('keys')}
      />
      <Production
        key={project.id}
        project={project}
        entries={entries}
        wanted={wanted}
        showsKeys={shows === 'keys'}
        onKeysClose={() => setShows(undefined)}
        onNotice={setNotice}
        onError={onError}
      />
      {shows === 'inbox' && (
        <Inbox items={inbox.items} onMark={inbox.mark} onOpen={openNotification} onClose={() => setShows(undefined)} />
      )}
      <Conflicts
        conflicts={conflicts.filter(({ id }) => !later.has(id))}
        onLater={(id) => setLater(new Set([...later, id]))}
        onError={onError}
      />
      <p class="notice" role="alert" data-shown={notice !== ''}>
        {notice}
      </p>
    </div>
  );
}
