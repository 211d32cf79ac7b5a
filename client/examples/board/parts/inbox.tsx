import type { Notification } from '../../../src/index.ts';
import { minuteOf } from '../model/words.ts';
import { Dialog } from './dialog.tsx';

interface Props {
  items: readonly Notification[];
  onMark: (id: string, isRead: boolean) => void;
  onOpen: (notification: Notification) => void;
  onClose: () => void;
}

/** Notifications, the newest first. */
export function Inbox({ items, onMark, onOpen, onClose }: Props) {
  const unread = items.filter(({ isRead }) => !isRead);
  return (
    <Dialog title="Inbox" class="inbox" onClose={onClose}>
      {items.length === 0 && <p class="muted">Nothing yet.</p>}
      {unread.length > 0 && (
        <p>
          <button
            type="button"
            onClick={() => {
              for (const { id } of unread) onMark(id, true);
            }}
          >
            Mark all as read
          </button>
        </p>
      )}
      <ul>
        {items.map((item) => (
          <li key={item.id} data-unread={!item.isRead}>
            <button type="button" class="plain" onClick={() => onOpen(item)}>
              <b>{item.title}</b>
              <span>{item.message}</span>
              <small class="muted">{minuteOf(item.createdAt)}</small>
            </button>
            <button type="button" class="plain mark" onClick={() => onMark(item.id, !item.isRead)}>
              {item.isRead ? 'Mark as unread' : 'Mark as read'}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
