import { useEffect, useState } from 'preact/hooks';
import type { Notification } from '../../../src/index.ts';
import { useMontu } from '../montu.ts';

/** Several notifications at once are read together. */
const pause = 200;

/** The latest notifications; `mark` works without a network too. */
export function useInbox(onError: (error: unknown) => void) {
  const { client, live, outbox, me } = useMontu();
  const [items, setItems] = useState<readonly Notification[]>([]);

  useEffect(() => {
    const stop = new AbortController();
    let timer: number | undefined;
    async function read() {
      try {
        setItems((await client.notifications.list({ limit: 100, signal: stop.signal })).data);
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
    setItems((all) => all.map((item) => (item.id === id ? { ...item, isRead } : item)));
    outbox.add('notifications.update', [id, { isRead }]).catch(onError);
  }

  return { items, unread: items.filter(({ isRead }) => !isRead).length, mark };
}
