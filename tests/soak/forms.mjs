// How long the soak lasts, how much it asks for, and by how much anything may grow.
import { resolve } from 'node:path';

import { scale } from '../e2e/harness.mjs';

const root = new URL('../../', import.meta.url).pathname;
const mebibyte = 1 << 20;
/** Of the gateway's journal, as it is configured here. */
const segmentBytes = 16 * mebibyte;
/** What the gateway remembers for a day of each answer that a later request may lean on, and of how many. */
const remembered = { bytes: 128, countMax: 100000 };
/** Event loops of the gateway. */
export const loops = 2;

/** What is sampled, and what its median may be above that of the second quarter in the last one. */
const bounds = {
  // What is kept up to a bound and comes to it late: events for listeners of the admin API (2 MiB), and the last 10 000 rescues.
  anonymous_bytes: 3 * mebibyte,
  // A connection for each caller that a busy machine keeps waiting; what stays open is seen when all is at rest.
  descriptors: 64,
  threads: 0,
  // Each loop's lane comes to a segment more when it has filled its first one; from then on they are filled again.
  journal_bytes: loops * segmentBytes,
  open_operations: 8,
};
/** So much in half a minute. */
const shortBounds = { ...bounds, anonymous_bytes: 2 * mebibyte };
/** A sanitizer keeps memory that was freed, so that nothing is to be learned from it. */
const { anonymous_bytes: _, ...instrumentedBounds } = shortBounds;
const instrumented = process.env.SOAK_INSTRUMENTED === '1';

const short = {
  name: 'short', lastsMs: 30000, perSecond: 30 / scale, sampleEveryMs: 200, changeEveryMs: 300, bounds: instrumented ? instrumentedBounds : shortBounds,
  restWithinMs: null, result: 'build/soak_short.json',
};
const long = (minutes) => ({
  name: `${minutes} minutes`, lastsMs: minutes * 60000, perSecond: 40, sampleEveryMs: 1000, changeEveryMs: 2000, bounds,
  // Idle connections to upstreams are kept for 20 seconds, and looked through as often.
  restWithinMs: 90000, result: 'build/soak.json',
});

/** The form that the environment asks for. */
export function chosenForm() {
  const minutes = Number(process.env.MINUTES ?? 0);
  if (!(minutes >= 0 && minutes <= 7 * 24 * 60)) throw new Error(`MINUTES=${process.env.MINUTES}: a number up to ${7 * 24 * 60}`);
  const form = minutes > 0 ? long(minutes) : short;
  return { ...form, result: resolve(root, process.env.SOAK_RESULT ?? form.result) };
}

/** The bounds after so many such answers; only those between the two quarters that are compared count. */
export function boundsAfter(form, answers) {
  const { anonymous_bytes: memory, ...others } = form.bounds;
  if (memory === undefined) return others;
  return { ...others, anonymous_bytes: memory + remembered.bytes * Math.min(remembered.countMax, Math.ceil(answers / 2)) };
}
