import { useEffect, useState } from 'preact/hooks';
import type { OutboxEntry } from '../../../src/index.ts';
import { useMontu } from '../montu.ts';

/** What was written is shown a moment longer, until the list has the answer: nothing flashes. */
const moment = 60;

/** The writes that wait. */
export function useOutbox(): readonly OutboxEntry[] {
  const { outbox } = useMontu();
  const [entries, setEntries] = useState(outbox.entries);
  useEffect(() => {
    let timer: number | undefined;
    let shown = outbox.entries.length;
    const off = outbox.onChange((next) => {
      clearTimeout(timer);
      const show = () => {
        shown = next.length;
        setEntries(next);
      };
      if (next.length < shown) timer = setTimeout(show, moment);
      else show();
    });
    return () => {
      clearTimeout(timer);
      off();
    };
  }, [outbox]);
  return entries;
}
