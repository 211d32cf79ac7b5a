import type { Project } from '../../../src/index.ts';
import type { Connection } from '../model/connection.ts';
import { useMontu } from '../montu.ts';

interface Props {
  projects: readonly Project[];
  project: Project;
  onProject: (id: string) => void;
  connection: Connection;
  /** Writes that their person has to decide about. */
  conflicts: number;
  onConflicts: () => void;
  unread: number;
  onInbox: () => void;
  onKeys: () => void;
}

export function TopBar(props: Props) {
  const { projects, project, onProject, connection, conflicts, onConflicts, unread, onInbox, onKeys } = props;
  const { me, client } = useMontu();
  return (
    <header class="top-bar">
      <h1>Montu</h1>
      <select aria-label="Project" value={project.id} onChange={(event) => onProject(event.currentTarget.value)}>
        {projects.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <p class="connection" role="status" data-kind={connection.kind}>
        {connection.text}
      </p>
      {conflicts > 0 && (
        <button type="button" class="urgent" onClick={onConflicts}>
          {conflicts} to decide
        </button>
      )}
      <span class="space" />
      <button type="button" onClick={onInbox} aria-label={`Inbox, ${unread} unread`} aria-keyshortcuts="i">
        Inbox {unread > 0 && <span class="badge">{unread > 99 ? '99+' : unread}</span>}
      </button>
      <button type="button" onClick={onKeys} aria-label="Keys" aria-keyshortcuts="?" title="Keys">
        ?
      </button>
      <span class="who">
        {me.displayName} <span class="muted">{me.role}</span>
      </span>
      <button type="button" onClick={() => client.session.signOut()}>
        Sign out
      </button>
    </header>
  );
}
