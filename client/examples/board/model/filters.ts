import type { Task } from '../../../src/index.ts';

/** What is looked for; empty texts look for everything. */
export interface Filter {
  sequence: string;
  artist: string;
  status: string;
  /** Words that must all occur. */
  text: string;
}

export const noFilter: Filter = { sequence: '', artist: '', status: '', text: '' };

/** Whether it looks for anything at all. */
export const isActive = (filter: Filter) => Object.values(filter).some((value) => value !== '');

const fits = (wanted: string, value: string | null) => wanted === '' || wanted === value;

/** Tells whether a task is looked for. */
export function matcherOf({ sequence, artist, status, text }: Filter): (task: Task) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (task) => {
    if (!fits(sequence, task.sequence) || !fits(artist, task.artist) || !fits(status, task.status)) return false;
    if (words.length === 0) return true;
    const said = [task.id, task.sequence, task.shot, task.task, task.artist, task.milestoneNote].join(' ');
    return words.every((word) => said.toLowerCase().includes(word));
  };
}

const collator = new Intl.Collator('en', { numeric: true });

/** The values that tasks have, to choose from. */
export function choicesOf(tasks: readonly Task[], field: 'sequence' | 'artist'): string[] {
  const values = new Set(tasks.map((task) => task[field] ?? ''));
  return [...values].filter((value) => value !== '').sort(collator.compare);
}
