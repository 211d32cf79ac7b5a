import { useEffect, useState } from 'preact/hooks';
import type { Client, Project } from '../../src/index.ts';
import { Board } from './board.tsx';
import { type Montu, MontuContext, openMontu } from './montu.ts';

interface Opened {
  montu: Montu;
  projects: readonly Project[];
}

/** Reads who is signed in and what they may see, and opens the board with it. */
export function Desk({ client }: { client: Client }) {
  const [opened, setOpened] = useState<Opened>();
  const [problem, setProblem] = useState<string>();
  const [tries, setTries] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    let montu: Montu | undefined;
    async function open() {
      const { signal } = stop;
      const me = await client.auth.getMe({ signal });
      const projects = await Array.fromAsync(client.projects.list({ limit: 100, signal }));
      montu = openMontu(client, me);
      setOpened({ montu, projects });
    }
    setProblem(undefined);
    open().catch((error: Error) => stop.signal.aborted || setProblem(error.message));
    return () => {
      stop.abort();
      montu?.close();
    };
  }, [client, tries]);

  if (opened)
    return (
      <MontuContext.Provider value={opened.montu}>
        <Board projects={opened.projects} />
      </MontuContext.Provider>
    );
  return (
    <main class="waiting" aria-busy={!problem}>
      <p role="status">{problem ?? 'Opening the board …'}</p>
      {problem && (
        <p class="buttons">
          <button type="button" class="primary" onClick={() => setTries(tries + 1)}>
            Try again
          </button>
          <button type="button" onClick={() => client.session.signOut()}>
            Sign out
          </button>
        </p>
      )}
    </main>
  );
}
