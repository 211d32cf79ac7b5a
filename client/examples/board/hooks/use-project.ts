import { useEffect, useState } from 'preact/hooks';
import type { Project } from '../../../src/index.ts';

const idOfPage = () => decodeURIComponent(location.hash.slice(1));

/** The project that the address names, else the first; undefined where there is none. */
export function useProject(projects: readonly Project[]) {
  const [id, setId] = useState(idOfPage);
  useEffect(() => {
    const look = () => setId(idOfPage());
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  const project = projects.find((one) => one.id === id) ?? projects[0];
  return [project, (next: string) => location.assign(`#${encodeURIComponent(next)}`)] as const;
}
