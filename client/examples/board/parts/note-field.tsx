import { useState } from 'preact/hooks';
import type { Task } from '../../../src/index.ts';

interface Props {
  task: Task;
  /** @param base the task as it was when the writing began */
  onNote: (note: string, base: Task) => void;
}

/** The note of a task, saved when it is left. What others write meanwhile does not disturb whoever writes. */
export function NoteField({ task, onNote }: Props) {
  const [draft, setDraft] = useState<{ text: string; base: Task }>();
  return (
    <label>
      Note <span class="muted">saved when you leave it</span>
      <textarea
        rows={5}
        maxLength={2_000}
        value={draft?.text ?? task.milestoneNote}
        onInput={(event) => setDraft({ text: event.currentTarget.value, base: draft?.base ?? task })}
        onBlur={() => {
          if (draft && draft.text !== draft.base.milestoneNote) onNote(draft.text, draft.base);
          setDraft(undefined);
        }}
      />
    </label>
  );
}
