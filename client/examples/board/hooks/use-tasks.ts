import { useEffect, useRef, useState } from 'preact/hooks';
import { type LiveTasks, liveTasks, type Task } from '../../../src/index.ts';
import { useMontu } from '../montu.ts';

/**
 * The tasks of a project, as they are now.
 * @returns no rows until they were read; `put` shows the answer to a write
 */
export function useTasks(projectId: string, onError: (error: unknown) => void) {
  const { client, live } = useMontu();
  const [rows, setRows] = useState<readonly Task[]>();
  const list = useRef<LiveTasks>(undefined);
  useEffect(() => {
    setRows(undefined);
    const tasks = liveTasks(client, live, { projectId }, { onError });
    list.current = tasks;
    const off = tasks.onChange(setRows);
    return () => {
      off();
      tasks.close();
    };
  }, [client, live, projectId, onError]);
  return { rows, put: (task: Task) => list.current?.put(task) };
}
