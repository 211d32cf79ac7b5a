import type { Project } from '../../../src/index.ts';

/** What the address of the page has behind `#` for a project. */
export const hashOf = (projectId: string) => encodeURIComponent(projectId);

/** The project that the address names, else the first; undefined where there is none. */
export const projectAt = (projects: readonly Project[], hash: string) =>
  // compared as it is written: not everything behind a # can be decoded
  projects.find(({ id }) => hashOf(id) === hash) ?? projects[0];
