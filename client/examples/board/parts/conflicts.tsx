import { useEffect, useState } from 'preact/hooks';
import type { OutboxEntry, Task } from '../../../src/index.ts';
import { useMontu } from '../montu.ts';
import { ConflictDialog } from './conflict-dialog.tsx';

interface Props {
  conflicts: readonly OutboxEntry[];
  onLater: (id: string) => void;
  onError: (error: unknown) => void;
}

/** Asks about one conflict after the other. */
export function Conflicts({ conflicts: [entry], onLater, onError }: Props) {
  const { client, outbox } = useMontu();
  const [task, setTask] = useState<Task>();
  const taskId = entry?.args[0] as string | undefined;

  useEffect(() => {
    setTask(undefined);
    if (taskId !== undefined) client.tasks.get(taskId).then(setTask, onError);
  }, [client, taskId, onError]);

  if (!entry) return null;
  return (
    <ConflictDialog
      key={entry.id}
      entry={entry}
      task={task}
      onResolve={(values) => outbox.resolve(entry.id, values).catch(onError)}
      onLater={() => onLater(entry.id)}
    />
  );
}
