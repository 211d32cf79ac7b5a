import { listValue, projectFields } from '../../contract/projects.ts';

/** Names that are in use for a task type. */
const otherNames: Record<string, string> = { composite: 'comp', compositing: 'comp' };

/** A task type as the project writes it, else by its usual name, else in lower case: `Composite` is `comp`. */
export function taskTypeOf(name: string, taskTypes: readonly string[]): string {
  const lower = name.toLowerCase();
  const own = taskTypes.includes(name) ? name : undefined;
  const usual = otherNames[lower] ?? lower;
  return own ?? taskTypes.find((type) => type.toLowerCase() === usual) ?? usual;
}

const canBe = (name: string) => listValue.safeParse(name).success;
const fits = (list: readonly string[]) => projectFields.shape.taskTypes.safeParse(list).success;

/** The task types that names need and a project has not, as far as its list has room for them. */
export function newTaskTypes(names: Iterable<string>, taskTypes: readonly string[]): string[] {
  const fresh: string[] = [];
  for (const name of new Set(names)) {
    const type = taskTypeOf(name, [...taskTypes, ...fresh]);
    const isKnown = taskTypes.includes(type) || fresh.includes(type);
    if (!isKnown && canBe(type) && fits([...taskTypes, ...fresh, type])) fresh.push(type);
  }
  return fresh;
}
