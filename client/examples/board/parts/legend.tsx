import type { Task } from '../../../src/index.ts';
import type { Status } from '../model/statuses.ts';
import { statusType, taskType } from './grid.tsx';

interface Props {
  statuses: readonly Status[];
  tasks: readonly Task[];
  /** The one that is looked for. */
  current: string;
  onCurrent: (status: string) => void;
  onStatus: (taskId: string, status: string) => void;
}

/** The statuses with their keys and counts. Each can be dragged onto a task, and takes tasks that are dropped on it. */
export function Legend({ statuses, tasks, current, onCurrent, onStatus }: Props) {
  const counts = Map.groupBy(tasks, ({ status }) => status);
  return (
    <section class="legend" aria-label="Statuses">
      {statuses.map(({ name, label, category, shade, key }) => (
        <button
          type="button"
          key={name}
          class="status"
          data-category={category}
          data-shade={shade}
          aria-pressed={current === name}
          title={`${label}: click to see these only, drag onto a task to set it`}
          draggable
          onClick={() => onCurrent(current === name ? '' : name)}
          onDragStart={(event) => event.dataTransfer?.setData(statusType, name)}
          onDragOver={(event) => event.dataTransfer?.types.includes(taskType) && event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            const task = event.dataTransfer?.getData(taskType);
            if (task) onStatus(task, name);
          }}
        >
          {key && <kbd>{key}</kbd>}
          {label} <span class="count">{counts.get(name)?.length ?? 0}</span>
        </button>
      ))}
    </section>
  );
}
