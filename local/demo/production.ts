import { type ProjectFields, projectFields } from '../../shared/contract/projects.ts';
import { type TaskFields, taskFields, unassigned } from '../../shared/contract/tasks.ts';
import { courseOf, type Happening } from './history.ts';
import { Random } from './random.ts';
import { type PlannedTask, planTasks } from './schedule.ts';
import type { Show } from './shows.ts';
import { mondayOf, workTime } from './work-calendar.ts';

/** A change of a demo task, at its moment in the past. */
export interface DemoStep {
  at: Date;
  by: string;
  change: Partial<TaskFields>;
}

/** A demo task as it was created, and what has happened to it since, in order. */
export interface DemoTask {
  createdAt: Date;
  createdBy: string;
  fields: TaskFields;
  steps: DemoStep[];
}

export interface Production {
  createdAt: Date;
  createdBy: string;
  project: ProjectFields & { id: string };
  tasks: DemoTask[];
}

const dayMs = 24 * 3_600_000;

function projectOf(show: Show, tasks: readonly PlannedTask[], monday: Date): Production['project'] {
  const day = (hours: number) => workTime(monday, hours).toISOString().slice(0, 10);
  const mandays = Math.round(tasks.reduce((sum, task) => sum + task.estimate, 0) / 8);
  const root = (folder: string) => ({ windows: `${folder}:/${show.code}`, linux: `/mnt/${show.code}` });
  const platform = (of: 'windows' | 'linux') => ({
    workingRoot: root('V')[of],
    renderRoot: root('W')[of],
    mediaRoot: root('E')[of],
  });
  const fields = projectFields.parse({
    name: show.name,
    description: show.description,
    clientSettings: {
      versionReset: true,
      defaultClient: show.client,
      deliveryFormats: ['mov', 'mp4'],
      approvalRequired: true,
    },
    platformSettings: { windows: platform('windows'), linux: platform('linux') },
    colorPipeline: { workingColorspace: 'ACEScg', displayColorspace: 'sRGB' },
    projectBudget: {
      totalMandays: Math.round(mandays * 1.15),
      allocatedMandays: mandays,
      remainingMandays: Math.round(mandays * 0.15),
    },
    projectTimeline: { startDate: day(0), endDate: day(Math.max(...tasks.map(({ end }) => end)) + 80) },
  });
  return { id: show.code, ...fields };
}

function fieldsOf(project: Production['project'], task: PlannedTask, monday: Date, random: Random): TaskFields {
  const { department, shot } = task;
  // everything is due at the end of a day
  const deadline = workTime(monday, Math.ceil((task.end + random.between(2, 12)) / 8) * 8 - 0.01);
  deadline.setUTCHours(18, 0, 0, 0);
  return taskFields.parse({
    projectId: project.id,
    episode: 'Ep01',
    sequence: shot.sequence,
    shot: shot.shot,
    task: department,
    frameRange: { start: 1001, end: 1000 + shot.frames },
    priority:
      shot.sequence === 'sq0030' ? 'high' : random.pick(['low', 'medium', 'medium', 'medium', 'medium', 'high']),
    startTime: workTime(monday, task.start).toISOString(),
    deadline: deadline.toISOString(),
    estimatedDurationHours: task.estimate,
    fileExtension: project.taskSettings.defaultFileExtensions[department],
  });
}

/** Every task's course, in the order of the plan: nobody works on two tasks, and a department waits for the one before. */
function happeningsOf(show: Show, tasks: readonly PlannedTask[], random: Random): Map<PlannedTask, Happening[]> {
  const freeAt = new Map<string, number>();
  const approvedAt = new Map<PlannedTask['shot'], number>();
  return new Map(
    tasks.map((task) => {
      const ready = Math.max(freeAt.get(task.artist) ?? 0, approvedAt.get(task.shot) ?? 0);
      const course = courseOf(show, task, ready, random);
      freeAt.set(task.artist, course.artistFree);
      approvedAt.set(task.shot, course.approved);
      const delivered =
        task.department === 'comp' && random.chance(0.6) ? deliveryOf(show, course.approved, random) : [];
      return [task, [...course.happenings, ...delivered]];
    }),
  );
}

/** An approved comp goes to the client, who mostly likes it. */
function deliveryOf(show: Show, approved: number, random: Random): Happening[] {
  const sent = approved + random.between(2, 10);
  const submission = { client: show.client, clientVersion: 'v001', deliveryType: 'review' };
  const happenings: Happening[] = [
    { hour: sent, by: show.coordinator, change: { clientSubmissionHistory: [submission] } },
  ];
  if (random.chance(0.7)) {
    happenings.push({ hour: sent + random.between(8, 30), by: show.supervisor, change: { status: 'final' } });
  }
  return happenings;
}

/** The task as the steps have left it. */
export function stateOf(task: DemoTask): TaskFields {
  return Object.assign({}, task.fields, ...task.steps.map(({ change }) => change));
}

/** About half of the tasks that are late get urgent, the morning after. */
function hurry(show: Show, tasks: readonly DemoTask[], now: Date, random: Random): void {
  for (const task of tasks) {
    const { status, deadline } = stateOf(task);
    const at = new Date(Date.parse(deadline ?? '') + 15.5 * 3_600_000);
    const open = status === 'in_progress' || status === 'review';
    if (open && at < now && at > task.createdAt && random.chance(0.5)) {
      task.steps.push({ at, by: show.coordinator, change: { priority: 'urgent' } });
      task.steps.sort((a, b) => a.at.getTime() - b.at.getTime());
    }
  }
}

/** The begun tasks that have not moved for longest wait for somebody. */
function hold(show: Show, tasks: readonly DemoTask[], now: Date): void {
  const lastAt = (task: DemoTask) => (task.steps.at(-1)?.at ?? task.createdAt).getTime();
  const idle = tasks.filter((task) => stateOf(task).status === 'in_progress').sort((a, b) => lastAt(a) - lastAt(b));
  for (const task of idle.slice(0, Math.floor(idle.length / 4))) {
    const at = new Date((lastAt(task) + now.getTime()) / 2);
    task.steps.push({
      at,
      by: show.supervisor,
      change: { status: 'on_hold', milestoneNote: 'Waiting for the new plate' },
    });
  }
}

/** One shot falls out of the cut: whatever of it is not done is cancelled. */
function omitShot(show: Show, tasks: readonly DemoTask[], now: Date): void {
  const started = new Set(tasks.filter(({ steps }) => steps.length > 1).map(({ fields }) => fields.shot));
  const omitted = tasks.findLast(({ fields }) => started.has(fields.shot))?.fields.shot;
  for (const task of tasks) {
    if (task.fields.shot !== omitted || stateOf(task).status === 'approved') continue;
    const last = task.steps.at(-1)?.at ?? task.createdAt;
    const at = new Date(last.getTime() + (now.getTime() - last.getTime()) / 2);
    task.steps.push({ at, by: show.supervisor, change: { status: 'cancelled', milestoneNote: 'Omitted in cut 7' } });
  }
}

/**
 * A production some weeks in: planned, worked on, reviewed and partly delivered up to `now`. The same show and
 * moment give the same production.
 */
export function makeProduction(show: Show, now: Date): Production {
  const random = new Random(show.seed);
  const monday = mondayOf(new Date(now.getTime() - show.weeksBehind * 7 * dayMs));
  const planned = planTasks(show, random);
  const project = projectOf(show, planned, monday);
  const happenings = happeningsOf(show, planned, random);
  const tasks = planned.map((task, index): DemoTask => {
    const steps = (happenings.get(task) ?? [])
      .map(({ hour, by, change }) => ({ at: workTime(monday, hour), by, change }))
      .filter(({ at }) => at < now);
    return {
      createdAt: workTime(monday, 1 + index / 1_000),
      createdBy: show.coordinator,
      fields: { ...fieldsOf(project, task, monday, random), artist: unassigned },
      steps,
    };
  });
  hurry(show, tasks, now, random);
  hold(show, tasks, now);
  if (show.sequences.length > 1) omitShot(show, tasks, now);
  return { createdAt: workTime(monday, 0.5), createdBy: show.coordinator, project, tasks };
}
