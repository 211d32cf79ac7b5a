import { useEffect, useState } from 'preact/hooks';
import type { Project } from '../../../src/index.ts';
import { hashOf, projectAt } from '../model/address.ts';

const hashOfPage = () => location.hash.slice(1);

/** The project that the address names, and what goes to another. */
export function useProject(projects: readonly Project[]) {
  const [hash, setHash] = useState(hashOfPage);
  useEffect(() => {
    const look = () => setHash(hashOfPage());
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  return [projectAt(projects, hash), (next: string) => location.assign(`#${hashOf(next)}`)] as const;
}
