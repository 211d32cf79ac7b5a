import { useEffect, useState } from 'preact/hooks';
import { type Connection, connectionOf } from '../model/connection.ts';
import { useMontu } from '../montu.ts';

/** How the page stands with the API now. */
export function useConnection(waiting: number): Connection {
  const { live } = useMontu();
  const [status, setStatus] = useState(live.status);
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => live.onStatus(setStatus), [live]);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return connectionOf(status, isOnline, waiting);
}
