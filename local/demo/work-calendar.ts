const dayMs = 24 * 3_600_000;
const hourMs = 3_600_000;
const hoursOfDay = 8;

/** Midnight (UTC) of the Monday of a day's week. */
export function mondayOf(day: Date): Date {
  const midnight = Math.floor(day.getTime() / dayMs) * dayMs;
  const weekday = (new Date(midnight).getUTCDay() + 6) % 7;
  return new Date(midnight - weekday * dayMs);
}

/**
 * The moment that lies so many working hours after a Monday morning: eight hours a day from nine o'clock, with an hour
 * off after four, Monday to Friday.
 */
export function workTime(monday: Date, hours: number): Date {
  const day = Math.floor(hours / hoursOfDay);
  const hour = hours - day * hoursOfDay;
  const calendarDay = Math.floor(day / 5) * 7 + (day % 5);
  return new Date(monday.getTime() + calendarDay * dayMs + (9 + hour + (hour >= hoursOfDay / 2 ? 1 : 0)) * hourMs);
}
