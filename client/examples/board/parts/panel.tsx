import type { Project, Task } from '../../../src/index.ts';
import { isAllowed, labelOf, type Status } from '../model/statuses.ts';
import { dayOf, isLate, titleOf } from '../model/words.ts';
import { NoteField } from './note-field.tsx';

interface Props {
  task: Task;
  project: Project;
  statuses: readonly Status[];
  onStatus: (status: string) => void;
  /** @param base the task as it was when the writing began */
  onNote: (note: string, base: Task) => void;
  onClose: () => void;
}

const framesOf = ({ frameRange: range }: Task) => (range ? `${range.start}–${range.end}` : '—');

/** The details of a task. */
export function Panel({ task, project, statuses, onStatus, onNote, onClose }: Props) {
  const category = statuses.find(({ name }) => name === task.status)?.category;
  const facts: [string, string][] = [
    ['Artist', task.artist],
    ['Deadline', dayOf(task.deadline) + (isLate(task, category, Date.now()) ? ', late' : '')],
    ['Priority', labelOf(task.priority)],
    ['Milestone', labelOf(task.milestone)],
    ['Frames', framesOf(task)],
    ['Hours', `${task.actualTimeLogged} of ${task.estimatedDurationHours}`],
    ['Version', task.currentVersion ?? '—'],
    ['Published', task.publishedVersion ?? '—'],
  ];
  return (
    <aside class="panel" aria-label="Task">
      <header>
        <h2>{titleOf(task)}</h2>
        <button type="button" class="plain" aria-label="Close" onClick={onClose}>
          ✕
        </button>
      </header>
      <p class="muted">{[task.episode, task.sequence].filter(Boolean).join(' / ')}</p>
      <fieldset class="statuses">
        <legend>Status</legend>
        {statuses.map(({ name, label, category: kind, shade, key }) => (
          <button
            type="button"
            key={name}
            class="status"
            data-category={kind}
            data-shade={shade}
            aria-pressed={task.status === name}
            disabled={task.status !== name && !isAllowed(project, task.status, name)}
            onClick={() => onStatus(name)}
          >
            {key && <kbd>{key}</kbd>}
            {label}
          </button>
        ))}
      </fieldset>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <NoteField key={task.id} task={task} onNote={onNote} />
    </aside>
  );
}
