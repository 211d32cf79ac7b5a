import type { Task } from '../../../src/index.ts';
import { type Category, labelOf } from './statuses.ts';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const minute = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** `5 Sep 2025` */
export const dayOf = (instant: string | null) => (instant ? day.format(new Date(instant)) : '—');

/** `5 Sep, 14:03` */
export const minuteOf = (instant: string) => minute.format(new Date(instant));

/** Whether its deadline is over, and it is still to be done. */
export function isLate({ deadline }: Pick<Task, 'deadline'>, category: Category | undefined, now: number): boolean {
  return deadline !== null && category !== 'done' && category !== 'cancelled' && Date.parse(deadline) < now;
}

/** `SH0020 · Lighting` */
export const titleOf = ({ shot, task }: Pick<Task, 'shot' | 'task'>) => `${shot} · ${labelOf(task)}`;
