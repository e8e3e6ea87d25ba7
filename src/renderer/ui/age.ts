const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** How long ago, short: `12s`, `42m`, `1h 07m`, then the day. */
export const age = (moment: string, now: number): string => {
  const then = new Date(moment);
  const passed = Math.max(0, now - then.getTime());
  if (passed < MINUTE) return `${Math.floor(passed / SECOND)}s`;
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)}m`;
  if (passed < DAY) {
    const minutes = Math.floor((passed % HOUR) / MINUTE);
    return `${Math.floor(passed / HOUR)}h ${String(minutes).padStart(2, '0')}m`;
  }
  return `${then.getDate()} ${months[then.getMonth()] ?? ''}`;
};

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** The same in words, for a screen reader: `1 hour 7 minutes`. */
export const ageInWords = (moment: string, now: number): string => {
  const then = new Date(moment);
  const passed = Math.max(0, now - then.getTime());
  if (passed < MINUTE) return counted(Math.floor(passed / SECOND), 'second');
  if (passed < HOUR) return counted(Math.floor(passed / MINUTE), 'minute');
  if (passed >= DAY) return `since ${age(moment, now)}`;
  const minutes = Math.floor((passed % HOUR) / MINUTE);
  const hours = counted(Math.floor(passed / HOUR), 'hour');
  return minutes === 0 ? hours : `${hours} ${counted(minutes, 'minute')}`;
};

/** The exact moment in the machine's zone, for tooltips and details. */
export const exactTime = (moment: string): string => {
  const then = new Date(moment);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${then.getDate()} ${months[then.getMonth()] ?? ''} ${then.getFullYear()}, ${two(then.getHours())}:${two(then.getMinutes())}:${two(then.getSeconds())}`;
};
