import type { Random } from './random.ts';
import { type Department, departments, type Show } from './shows.ts';

export interface Shot {
  sequence: string;
  shot: string;
  frames: number;
  /** How much harder than usual: 0.7 to 1.4. */
  difficulty: number;
}

/** A task as it was planned: who, and when in working hours since the start of the production. */
export interface PlannedTask {
  shot: Shot;
  department: Department;
  artist: string;
  estimate: number;
  start: number;
  end: number;
}

const effort: Record<Department, { base: number; perFrame: number }> = {
  layout: { base: 4, perFrame: 0.03 },
  animation: { base: 16, perFrame: 0.12 },
  fx: { base: 16, perFrame: 0.1 },
  lighting: { base: 8, perFrame: 0.08 },
  comp: { base: 8, perFrame: 0.08 },
};

const padded = (number: number) => String(number * 10).padStart(4, '0');

/** The shots of a show, numbered through all sequences. */
function shotsOf(show: Show, random: Random): Shot[] {
  return show.sequences
    .flatMap((count, index) => Array.from({ length: count }, () => `sq${padded(index + 1)}`))
    .map((sequence, index) => ({
      sequence,
      shot: `SH${padded(index + 1)}`,
      frames: Math.round(random.between(36, 190)),
      difficulty: random.between(0.7, 1.4),
    }));
}

/** Shot by shot through the departments, each task to whoever of its crew is free first; a shot's tasks follow one another. */
export function planTasks(show: Show, random: Random): PlannedTask[] {
  const shots = shotsOf(show, random);
  const chosen = new Map(departments.map((name) => [name, new Set(random.sample(shots, show.tasks[name]))]));
  const freeAt = new Map<string, number>();
  return shots.flatMap((shot) => {
    let ready = 8;
    return departments
      .filter((department) => chosen.get(department)?.has(shot))
      .map((department) => {
        const crew = show.crew[department];
        const free = (name: string) => freeAt.get(name) ?? 0;
        const artist = crew.reduce((first, name) => (free(name) < free(first) ? name : first));
        const { base, perFrame } = effort[department];
        const estimate = Math.max(4, Math.round(((base + perFrame * shot.frames) * shot.difficulty) / 4) * 4);
        const start = Math.max(ready, free(artist));
        const end = start + estimate;
        freeAt.set(artist, end);
        ready = end;
        return { shot, department, artist, estimate, start, end };
      });
  });
}
