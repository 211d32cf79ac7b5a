import type { TaskFields } from '../../shared/contract/tasks.ts';
import type { Random } from './random.ts';
import type { PlannedTask } from './schedule.ts';
import type { Department, Show } from './shows.ts';

/** Somebody's change of a task, so many working hours after the start of the production. */
export interface Happening {
  hour: number;
  by: string;
  change: Partial<TaskFields>;
}

/** How a task really went: everything that happens to it, and when the next department can begin. */
export interface Course {
  happenings: Happening[];
  approved: number;
  /** When the artist can begin the next task. */
  artistFree: number;
}

const milestones: Record<Department, { begun: string; shown: string }> = {
  layout: { begun: 'low_quality', shown: 'low_quality' },
  animation: { begun: 'low_quality', shown: 'low_quality' },
  fx: { begun: 'low_quality', shown: 'final_render' },
  lighting: { begun: 'single_frame', shown: 'final_render' },
  comp: { begun: 'low_quality', shown: 'final_comp' },
};

const notes: Record<Department, readonly [string, ...string[]]> = {
  layout: [
    'Camera crosses the line at the cut, see markup',
    'Ferry too large in frame, match the previs',
    'Hold two frames longer on the horizon',
  ],
  animation: [
    'Weight shift comes too late on the turn',
    'Softer settle of the hand on the rail',
    'Eyeline should lead the head by three frames',
  ],
  fx: [
    'Spray reads too small for the scale of the hull',
    'Less turbulence in the snow near camera',
    'Ice dust pops at the loop point',
  ],
  lighting: [
    'Rim on the hull too strong, keep the key',
    'Flicker in the deck lamps, check samples',
    'Match the colour of the sky with the shot before',
  ],
  comp: ['Edge on the smoke, second layer', 'Grain does not match the plate', 'Bring the aurora down half a stop'],
};

const rounded = (hours: number) => Math.round(hours * 2) / 2;
const label = (number: number) => `v${String(number).padStart(3, '0')}`;

/** A task from its assignment to its approval, with a round of notes where it needs one. */
export function courseOf(show: Show, task: PlannedTask, ready: number, random: Random): Course {
  const { department, artist, estimate } = task;
  const { begun, shown } = milestones[department];
  const worked = estimate * (0.75 + 0.55 * random.next() ** 1.5);
  // a day ahead of the plan where possible, but not before the production is set up
  const start = Math.max(ready, task.start - 8, 4);
  const happenings: Happening[] = [];
  const happens = (hour: number, by: string, change: Partial<TaskFields>) => happenings.push({ hour, by, change });
  const versions: string[] = [];
  const shows = (hour: number, logged: number, milestoneNote: string) => {
    versions.push(label(versions.length + 1));
    happens(hour, artist, {
      status: 'review',
      milestone: shown,
      milestoneNote,
      actualTimeLogged: rounded(logged),
      versions: [...versions],
      currentVersion: label(versions.length),
    });
  };

  happens(Math.max(2, Math.min(start - 1, task.start - random.between(20, 60))), show.coordinator, { artist });
  happens(start + random.between(0.1, 0.6), artist, { status: 'in_progress', milestone: begun });
  if (random.chance(0.5)) {
    versions.push(label(1));
    const change = { actualTimeLogged: rounded(worked / 2), versions: [...versions], currentVersion: label(1) };
    happens(start + worked * random.between(0.4, 0.6), artist, change);
  }

  let logged = worked;
  let shownAt = start + worked;
  shows(shownAt, logged, 'Ready for review');
  let verdict = shownAt + random.between(2, 16);
  let revised = 0;
  while (random.chance(0.35) && revised < estimate * 0.4) {
    happens(verdict, show.supervisor, { status: 'in_progress', milestoneNote: random.pick(notes[department]) });
    const more = estimate * random.between(0.1, 0.25);
    revised += more;
    logged += more;
    shownAt = verdict + more + random.between(0.5, 2);
    shows(shownAt, logged, 'Notes addressed');
    verdict = shownAt + random.between(2, 16);
  }
  happens(verdict, show.supervisor, {
    status: 'approved',
    milestone: 'approved',
    milestoneNote: '',
    publishedVersion: label(versions.length),
  });
  return { happenings, approved: verdict, artistFree: start + worked + revised };
}
