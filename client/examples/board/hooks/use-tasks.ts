import { useEffect, useRef, useState } from 'preact/hooks';
import { type LiveTasks, liveTasks, type Task } from '../../../src/index.ts';
import { type Montu, useMontu } from '../montu.ts';
import { polledTasks } from '../polled-tasks.ts';

/** A project is followed by whoever may see all of it; a client sees only what was submitted, and asks again. */
function open({ client, live, me }: Montu, projectId: string, onError: (error: unknown) => void): LiveTasks {
  const isClient = me.projects[projectId] ? me.projects[projectId] === 'client' : me.role === 'client';
  return isClient ? polledTasks(client, projectId, onError) : liveTasks(client, live, { projectId }, { onError });
}

/**
 * The tasks of a project, as they are now.
 * @returns no rows until they were read; `put` shows the answer to a write
 */
export function useTasks(projectId: string, onError: (error: unknown) => void) {
  const montu = useMontu();
  const [rows, setRows] = useState<readonly Task[]>();
  const list = useRef<LiveTasks>(undefined);
  useEffect(() => {
    setRows(undefined);
    const tasks = open(montu, projectId, onError);
    list.current = tasks;
    const off = tasks.onChange(setRows);
    return () => {
      off();
      tasks.close();
    };
  }, [montu, projectId, onError]);
  return { rows, put: (task: Task) => list.current?.put(task) };
}
