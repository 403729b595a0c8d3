// What samples and counts say: pass, fail, or not known.
import { median } from '../e2e/steady_load.mjs';

/** A median of fewer samples says nothing. */
export const samplesPerQuarterMin = 10;

const quarterOf = (samples, number) => {
  const [from, until] = [samples[0].at, samples.at(-1).at];
  const begin = from + ((until - from) * number) / 4;
  const end = from + ((until - from) * (number + 1)) / 4;
  return samples.filter(({ at }) => at >= begin && at <= end);
};

/** The median of the last quarter above that of the second; the first quarter warms up. */
export function judgeGrowth(samples, bounds) {
  const [second, last] = samples.length > 0 ? [quarterOf(samples, 1), quarterOf(samples, 3)] : [[], []];
  const known = Math.min(second.length, last.length) >= samplesPerQuarterMin;
  return Object.entries(bounds).map(([figure, bound]) => {
    if (!known) return { figure, second: null, last: null, growth: null, bound, verdict: 'not known' };
    const [before, after] = [second, last].map((quarter) => median(quarter.map((one) => one[figure])));
    return { figure, second: before, last: after, growth: after - before, bound, verdict: after - before > bound ? 'fail' : 'pass' };
  });
}

/** Each call has one record and no other, and each id that a caller was told is that of one. */
export function judgeRecords({ calls, ids, recorded }) {
  const counts = new Map();
  for (const id of recorded) counts.set(id, (counts.get(id) ?? 0) + 1);
  const twice = [...counts].filter(([, count]) => count > 1).map(([id]) => id);
  const missing = ids.filter((id) => !counts.has(id));
  const verdict = calls === recorded.length && twice.length === 0 && missing.length === 0 ? 'pass' : 'fail';
  return { calls, records: recorded.length, missing, twice, verdict };
}

/** A request that left so many bytes behind would just have been found. */
export const leakSeenBytes = (bound, calls) => Math.ceil(bound / (calls / 2));
