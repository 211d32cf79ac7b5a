import pMap from 'p-map';
import { putRows } from '../../local/demo/put-rows.ts';
import { rowsOf } from '../../local/demo/task-rows.ts';
import type { StudioRole } from '../../shared/contract/permissions.ts';
import { type ProjectFields, projectFields } from '../../shared/contract/projects.ts';
import { type TaskFields, taskFields } from '../../shared/contract/tasks.ts';
import { enrol } from '../../shared/data/members.ts';
import { peopleOf } from '../../shared/data/people.ts';
import { getProject, insertProject } from '../../shared/data/projects.ts';
import { taskKind } from '../../shared/data/tasks.ts';
import { insertStudio, insertUser } from '../../shared/data/users.ts';
import { taskIdOf } from '../../shared/domain/tasks.ts';
import { hashPassword } from '../../shared/platform/passwords.ts';
import type { Account } from './sessions.ts';

export const password = 'a password for benchmarks';

/** What the benchmarks work on. */
export interface Seeded {
  /** A studio with ten projects, one of which has the tasks; who works there, by role. */
  studio: string;
  projectId: string;
  taskIds: string[];
  artists: Account[];
  /** May change any task. */
  planners: Account[];
  /** A second studio, for what is written, so that what is read stays as it is. */
  workshop: { studio: string; admin: Account; userIds: string[]; projectIds: string[]; newTasksIn: string };
}

const main = { studio: 'bench', projectId: 'MAIN', otherProjects: 9, artists: 6 };
const workshop = { studio: 'workshop', newTasksIn: 'NEW' };

/** So many tasks have an event: enough for inboxes of more than a page; all of them would be most of a start. */
const announced = 400;

const crew: { username: string; role: StudioRole }[] = [
  ...(['admin', 'supervisor', 'coordinator'] as const).map((role) => ({ username: role, role })),
  ...Array.from({ length: main.artists }, (_, index) => ({ username: `artist${index}`, role: 'artist' as const })),
  { username: 'client', role: 'client' },
];

const statuses = ['not_started', 'in_progress', 'review', 'approved'];
const departments = ['layout', 'animation', 'fx', 'lighting', 'comp'];
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const numbered = (prefix: string, number: number) => `${prefix}${String(number).padStart(4, '0')}`;
const paths = (file: string) => `V:/MAIN/all/scene/Ep01/${file}`;

function projectNamed(id: string): ProjectFields & { id: string } {
  const fields = projectFields.parse({
    name: `Project ${id}`,
    description: 'A production to measure with',
    colorPipeline: { workingColorspace: 'ACEScg', displayColorspace: 'sRGB' },
    projectTimeline: { startDate: '2026-01-05', endDate: '2026-12-18' },
  });
  return { id, ...fields };
}

/** As full as a task in the middle of its work. */
export function taskNumbered(index: number, projectId: string): TaskFields {
  const department = pick(departments, index);
  const shot = Math.floor(index / departments.length);
  const name = `${numbered('sq', Math.floor(shot / 10) * 10)}/${numbered('sh', shot * 10)}/${department}`;
  return taskFields.parse({
    ...{
      projectId,
      episode: 'Ep01',
      sequence: numbered('sq', Math.floor(shot / 10) * 10),
      shot: numbered('sh', shot * 10),
    },
    ...{ task: department, artist: `artist${index % main.artists}`, status: pick(statuses, index) },
    milestoneNote: 'Frames 1043 to 1051 flicker in the reflections',
    frameRange: { start: 1001, end: 1100 },
    startTime: '2026-03-02T08:00:00.000Z',
    deadline: '2026-04-17T18:00:00.000Z',
    actualTimeLogged: 12.5,
    estimatedDurationHours: 24,
    versions: ['v001', 'v002', 'v003'],
    currentVersion: 'v003',
    fileExtension: '.ma',
    workingFilePath: paths(`${name}/wip/master_v003.ma`),
    renderOutputPath: paths(`${name}/render/v003/`),
    mediaFilePath: paths(`${name}/media/v003.mov`),
  });
}

/** Writes the studios; what the events tell goes to the feed and the inboxes afterwards, by themselves. */
export async function seed(tasks: number): Promise<Seeded> {
  // they share one password, so its cost is paid once
  const hash = await hashPassword(password);
  async function account(studio: string, { username, role }: (typeof crew)[number]): Promise<Account> {
    const { id: userId } = await insertUser({ studio, username, displayName: `The ${username}`, role }, hash);
    return { studio, userId, username };
  }
  await insertStudio(main.studio, 'Benchmarks');
  await insertStudio(workshop.studio, 'Workshop');
  const accounts = await Promise.all(crew.map((person) => account(main.studio, person)));
  const admin = await account(workshop.studio, { username: 'writer', role: 'admin' });

  const actor = { userId: admin.userId, requestId: 'req_bench', ip: '127.0.0.1' };
  const addProject = (studio: string, id: string) => insertProject(projectNamed(id), { studio, actor });
  const project = await addProject(main.studio, main.projectId);
  for (let index = 0; index < main.otherProjects; index += 1) await addProject(main.studio, `OTHER${index}`);
  const staff = Array.from({ length: 50 }, (_, index) => ({ username: `staff${index}`, role: 'artist' as const }));
  const userIds = await pMap(staff, async (person) => (await account(workshop.studio, person)).userId, {
    concurrency: 8,
  });
  const projectIds = Array.from({ length: 50 }, (_, index) => `W${index}`);
  await pMap([...projectIds, workshop.newTasksIn], (id) => addProject(workshop.studio, id), { concurrency: 8 });

  const artists = accounts.filter(({ username }) => username.startsWith('artist'));
  const planners = accounts.slice(0, 3);
  for (const { userId } of artists) await enrol(main.studio, project.id, userId, 'artist');
  await enrol(main.studio, project.id, (accounts[1] as Account).userId, 'supervisor');

  const kind = taskKind(
    await peopleOf(
      main.studio,
      accounts.map(({ userId }) => userId),
    ),
  );
  // new enough for notifications, which expire after a week
  const begin = Date.now() - tasks * 10_000;
  const rows = Array.from({ length: tasks }, (_, index) => {
    const fields = taskNumbered(index, project.id);
    const demo = { createdAt: new Date(begin + index * 10_000), createdBy: 'supervisor', fields, steps: [] };
    return {
      id: taskIdOf(fields, project),
      ...rowsOf(demo, { studio: main.studio, project, kind, actorOf: () => actor }),
    };
  });
  await putRows(rows.map(({ task }) => task));
  await putRows(rows.slice(0, announced).flatMap(({ events }) => events));
  return {
    ...{ studio: main.studio, projectId: project.id, taskIds: rows.map(({ id }) => id) },
    ...{ artists, planners },
    workshop: { ...workshop, admin, userIds, projectIds },
  };
}

/** Resolves when the notifier has numbered the events of the tasks that have one. */
export async function untilNumbered({ studio, projectId }: Seeded): Promise<void> {
  while ((await getProject(studio, projectId)).taskCount < announced) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
