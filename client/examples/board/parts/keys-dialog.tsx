import type { Status } from '../model/statuses.ts';
import { Dialog } from './dialog.tsx';

const keys: readonly [string, string][] = [
  ['← ↑ → ↓', 'Move in the grid'],
  ['PgUp PgDn', 'Ten shots up or down'],
  ['Home End', 'First or last department; with Ctrl the first or last shot'],
  ['Enter', 'Details of the task'],
  ['Esc', 'Close the details'],
  ['/', 'Search'],
  ['i', 'Inbox'],
  ['?', 'These keys'],
];

export function KeysDialog({ statuses, onClose }: { statuses: readonly Status[]; onClose: () => void }) {
  const all = [...keys, ...statuses.flatMap(({ key, label }) => (key ? [[key, label] as const] : []))];
  return (
    <Dialog title="Keys" class="keys" onClose={onClose}>
      <dl>
        {all.map(([key, does]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">Or drag: a status from below onto a task, or a task onto a status.</p>
    </Dialog>
  );
}
