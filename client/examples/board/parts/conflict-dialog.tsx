import { useState } from 'preact/hooks';
import type { FieldConflict, OutboxEntry, Task } from '../../../src/index.ts';
import { labelOf } from '../model/statuses.ts';
import { titleOf } from '../model/words.ts';
import { Dialog } from './dialog.tsx';

interface Props {
  entry: OutboxEntry;
  /** What it is about, where that is known. */
  task: Task | undefined;
  /** @param values what to write, by field; the others keep what they have */
  onResolve: (values: Record<string, unknown>) => void;
  onLater: () => void;
}

const names: Record<string, string> = { milestoneNote: 'Note' };

function shown(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value !== 'string') return JSON.stringify(value);
  return field === 'status' ? labelOf(value) : value;
}

function Choice({
  conflict,
  isMine,
  onMine,
}: {
  conflict: FieldConflict;
  isMine: boolean;
  onMine: (is: boolean) => void;
}) {
  const { field, base, current, yours } = conflict;
  const option = (label: string, value: unknown, mine: boolean) => (
    <label class="option">
      <input type="radio" name={field} checked={isMine === mine} onChange={() => onMine(mine)} />
      <span class="muted">{label}</span>
      <b>{shown(field, value)}</b>
    </label>
  );
  return (
    <fieldset>
      <legend>
        {names[field] ?? labelOf(field)} <span class="muted">was {shown(field, base)}</span>
      </legend>
      {option('Mine', yours, true)}
      {option('Theirs', current, false)}
    </fieldset>
  );
}

/** Somebody else changed what this person changed: field by field, whose value is to stay? */
export function ConflictDialog({ entry, task, onResolve, onLater }: Props) {
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set(entry.conflicts.map(({ field }) => field)));
  const choose = (field: string, isMine: boolean) => {
    const next = new Set(mine);
    if (isMine) next.add(field);
    else next.delete(field);
    setMine(next);
  };
  const values = entry.conflicts.filter(({ field }) => mine.has(field)).map(({ field, yours }) => [field, yours]);
  return (
    <Dialog title="Changed by somebody else too" class="conflict" onClose={onLater}>
      <p>
        While your change of <b>{task ? titleOf(task) : String(entry.args[0])}</b> waited, somebody else changed the
        same. Which is to stay?
      </p>
      {entry.conflicts.map((conflict) => (
        <Choice
          key={conflict.field}
          conflict={conflict}
          isMine={mine.has(conflict.field)}
          onMine={(isMine) => choose(conflict.field, isMine)}
        />
      ))}
      <p class="buttons">
        <button type="button" class="primary" onClick={() => onResolve(Object.fromEntries(values))}>
          Save
        </button>
        <button type="button" onClick={onLater}>
          Later
        </button>
      </p>
    </Dialog>
  );
}
