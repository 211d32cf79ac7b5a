import { useEffect, useState } from 'preact/hooks';
import type { OutboxEntry } from '../../../src/index.ts';
import { useMontu } from '../montu.ts';

/** The writes that wait; what is refused of those from before is told. */
export function useOutbox(onError: (error: unknown) => void): readonly OutboxEntry[] {
  const { outbox } = useMontu();
  const [entries, setEntries] = useState(outbox.entries);
  useEffect(() => outbox.onChange(setEntries), [outbox]);
  useEffect(() => outbox.onRefused(onError), [outbox, onError]);
  return entries;
}
