import type { Permission } from '../contract/permissions.ts';
import type { Task } from '../contract/tasks.ts';
import type { Version } from '../contract/versions.ts';
import type { Change } from '../data/entity-kinds.ts';
import { changeVersion, type Decision, shownVersion, type VersionAddress } from '../data/versions.ts';
import type { Caller, Resource } from '../domain/access.ts';
import type { OnConflict } from '../domain/conflicts.ts';
import type { EventType } from '../domain/events.ts';
import { taskResource } from '../domain/tasks.ts';
import { versionResource } from '../domain/versions.ts';
import { refuseArchivedWork } from './task-work.ts';

interface Asking {
  allow(resource: Resource, permission?: Permission): void;
}

/** A request that is about one version. */
export interface AboutVersion extends Asking {
  params: { taskId: string; version: number };
  ifMatch: number | undefined;
  caller: Caller;
  change: Change;
}

/** Refuses those who may not see a task: they learn nothing of its versions. */
export const seeing =
  ({ allow }: Asking) =>
  (task: Task) =>
    allow(taskResource(task), 'task.read');

/** The version that a request is about. */
export function addressOf(request: Asking & Pick<AboutVersion, 'params'>): VersionAddress {
  return { taskId: request.params.taskId, number: request.params.version, see: seeing(request) };
}

/** Who does it, and when. */
export const deedOf = ({ caller }: AboutVersion) => ({ by: caller.userId, at: new Date().toISOString() });

/**
 * Changes the version that a request is about, and its task where that changes with it.
 * @param options.permission that of the operation, unless said otherwise
 * @throws NOT_FOUND, FORBIDDEN, VERSION_CONFLICT, and CONFLICT where task or project are archived
 */
export function changedVersion(
  request: AboutVersion,
  options: {
    type: EventType;
    permission?: Permission;
    onConflict?: OnConflict;
    decide(version: Version, task: Task): Decision | Promise<Decision>;
  },
): Promise<Version> {
  const { caller, change, ifMatch, allow } = request;
  return changeVersion(
    addressOf(request),
    {
      ...options,
      expected: ifMatch,
      async decide(version, task) {
        allow(versionResource(version, task), options.permission);
        await refuseArchivedWork(caller.studio, task);
        return options.decide(version, task);
      },
      answer: (version) => shownVersion(caller.studio, version),
    },
    change,
  );
}
