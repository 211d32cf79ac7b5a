import type { Project } from '../../../src/index.ts';

export type Category = Project['statuses'][number]['category'];

/** A status of a project, as it is shown. */
export interface Status {
  name: string;
  /** As people read it: `In progress`. */
  label: string;
  category: Category;
  /** Its place among those of its category, from 0: shades of one colour. */
  shade: number;
  /** The key that sets it; the first nine have one. */
  key: string | undefined;
}

/** `in_progress` as `In progress`, `fx` as `FX`. */
export function labelOf(name: string): string {
  if (name.length <= 2) return name.toUpperCase();
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The statuses of a project, in its order. */
export function statusesOf({ statuses }: Pick<Project, 'statuses'>): readonly Status[] {
  return statuses.map(({ name, category }, index) => ({
    ...{ name, category, label: labelOf(name) },
    shade: statuses.slice(0, index).filter((other) => other.category === category).length,
    key: index < 9 ? String(index + 1) : undefined,
  }));
}

/** Whether the workflow of the project lets a task go from one status to another. */
export function isAllowed({ statusTransitions }: Pick<Project, 'statusTransitions'>, from: string, to: string) {
  return from !== to && (statusTransitions?.[from]?.includes(to) ?? true);
}

/** The status that a key sets; with Ctrl the digits are the browser's. */
export const statusOfKey = (statuses: readonly Status[], { key, ctrlKey }: { key: string; ctrlKey: boolean }) =>
  ctrlKey ? undefined : statuses.find((status) => status.key === key);
