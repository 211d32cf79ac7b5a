import { useEffect, useState } from 'preact/hooks';
import type { Notification } from '../../../src/index.ts';
import { useMontu } from '../montu.ts';

/** Several notifications at once are read together. */
const pause = 200;

/** The latest notifications, and how many are unread of all; `mark` works without a network too. */
export function useInbox(onError: (error: unknown) => void) {
  const { client, live, outbox, me } = useMontu();
  const [items, setItems] = useState<readonly Notification[]>([]);
  const [unread, setUnread] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    let timer: number | undefined;
    async function read() {
      try {
        const { signal } = stop;
        const latest = client.notifications.list({ limit: 100, signal });
        const [{ data }, stats] = await Promise.all([latest, client.notifications.stats({ signal })]);
        setItems(data);
        setUnread(stats.unread);
      } catch (error) {
        if (!stop.signal.aborted) onError(error);
      }
    }
    const readSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void read(), pause);
    };
    const inbox = live.subscribe(`user:${me.id}`, { onMessage: readSoon, onResync: readSoon });
    void read();
    return () => {
      stop.abort();
      clearTimeout(timer);
      inbox.close();
    };
  }, [client, live, me, onError]);

  function mark(id: string, isRead: boolean) {
    const changes = items.some((item) => item.id === id && item.isRead !== isRead);
    if (changes) setUnread((count) => Math.max(0, count + (isRead ? -1 : 1)));
    setItems((all) => all.map((item) => (item.id === id ? { ...item, isRead } : item)));
    outbox.add('notifications.update', [id, { isRead }]).catch(onError);
  }

  return { items, unread, mark };
}
