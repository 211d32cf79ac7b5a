import type { Settings } from './config.ts';

type Staged = Pick<Settings, 'stage'>;

/** `montu-dev-updateTask`: physical names let alarms, logs and runbooks find a thing without a reference to its stack. */
export const physicalName = ({ stage }: Staged, name: string): string => `montu-${stage}-${name}`;

/** `MontuTasks-dev`. */
export const stackName = ({ stage }: Staged, name: string): string =>
  `Montu${name.charAt(0).toUpperCase()}${name.slice(1)}-${stage}`;
