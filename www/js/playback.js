// From seconds of playback to rows of the trace and back. Pure: time comes in as an argument.

/** Longest step of the clock in seconds: after a pause, a hidden page or a long task the picture goes on, it does not leap. */
export const LONGEST_STEP_S = 0.1;

/** Speeds on offer. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

/**
 * Fractional row that is reached after `seconds`. Between two rows the playhead moves evenly.
 * @param {ArrayLike<number>} schedule seconds at which each row is reached, never falling, starts at 0
 * @param {number} seconds
 */
export function rowAt(schedule, seconds) {
  const last = schedule.length - 1;
  if (last <= 0 || !(seconds > schedule[0])) return 0;
  if (seconds >= schedule[last]) return last;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (schedule[middle] <= seconds) low = middle;
    else high = middle;
  }
  const span = schedule[high] - schedule[low];
  return span > 0 ? low + (seconds - schedule[low]) / span : high;
}

/**
 * Seconds at which a fractional row is reached.
 * @param {ArrayLike<number>} schedule
 * @param {number} row
 */
export function secondsAt(schedule, row) {
  const last = schedule.length - 1;
  if (last < 0) return 0;
  const clamped = Math.min(last, Math.max(0, row));
  const low = Math.floor(clamped);
  const high = Math.min(last, low + 1);
  return schedule[low] + (clamped - low) * (schedule[high] - schedule[low]);
}

/**
 * The next whole row in a direction; from between two rows the nearer end counts as one step.
 * @param {number} row
 * @param {1 | -1} direction
 * @param {number} lastRow
 */
export function stepRow(row, direction, lastRow) {
  const next = direction > 0 ? Math.floor(row + 1e-9) + 1 : Math.ceil(row - 1e-9) - 1;
  return Math.min(lastRow, Math.max(0, next));
}

/**
 * The next row at which another wave is over: forward, the last row of the next wave; backward, the last row of the wave before.
 * @param {ArrayLike<number>} wave number of the wave each row belongs to, never falling
 * @param {number} row
 * @param {1 | -1} direction
 */
export function stepWave(wave, row, direction) {
  const last = wave.length - 1;
  let at = Math.min(last, Math.max(0, direction > 0 ? Math.floor(row + 1e-9) : Math.ceil(row - 1e-9)));
  const current = wave[at];
  if (direction > 0) {
    while (at < last && wave[at] === current) at += 1;
    // Nothing new begins any more: the rest of the run belongs to the wave we are in.
    return at;
  }
  while (at > 0 && wave[at] === current) at -= 1;
  const before = wave[at];
  while (at > 0 && wave[at - 1] === before) at -= 1;
  return at;
}

/**
 * Seconds that pass for the playback between two animation frames.
 * @param {number} previousMs
 * @param {number} nowMs
 * @param {number} speed
 */
export function elapsed(previousMs, nowMs, speed) {
  return Math.min(LONGEST_STEP_S, Math.max(0, (nowMs - previousMs) / 1000)) * speed;
}
