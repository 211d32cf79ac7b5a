import { resourceName } from '../shared/manifest/stages.ts';
import type { Settings } from './config.ts';

type Staged = Pick<Settings, 'stage'>;

/** `montu-dev-updateTask`; see {@link resourceName}. */
export const physicalName = ({ stage }: Staged, name: string): string => resourceName(stage, name);

/** `MontuTasks-dev`. */
export const stackName = ({ stage }: Staged, name: string): string =>
  `Montu${name.charAt(0).toUpperCase()}${name.slice(1)}-${stage}`;
