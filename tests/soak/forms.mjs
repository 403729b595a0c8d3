// How long the soak lasts, how much it asks for, and by how much anything may grow.
import { resolve } from 'node:path';

import { scale } from '../e2e/harness.mjs';

const root = new URL('../../', import.meta.url).pathname;
const mebibyte = 1 << 20;

/** What is sampled, and what its median may be above that of the second quarter in the last one. */
const bounds = {
  anonymous_bytes: mebibyte,
  descriptors: 4,
  threads: 0,
  journal_bytes: mebibyte,
  open_operations: 8,
};
/** In half a minute the pools are still being filled; what grows a little with each request is for the long form. */
const shortBounds = { ...bounds, anonymous_bytes: 2 * mebibyte };
/** A sanitizer keeps memory that was freed, so that nothing is to be learned from it. */
const { anonymous_bytes: _, ...instrumentedBounds } = shortBounds;
const instrumented = process.env.SOAK_INSTRUMENTED === '1';

const short = {
  name: 'short', lastsMs: 30000, perSecond: 30 / scale, sampleEveryMs: 200, changeEveryMs: 300, bounds: instrumented ? instrumentedBounds : shortBounds,
  result: 'build/soak_short.json',
};
const long = (minutes) => ({
  name: `${minutes} minutes`, lastsMs: minutes * 60000, perSecond: 40, sampleEveryMs: 1000, changeEveryMs: 2000, bounds, result: 'build/soak.json',
});

/** The form that the environment asks for. */
export function chosenForm() {
  const minutes = Number(process.env.MINUTES ?? 0);
  if (!(minutes >= 0 && minutes <= 7 * 24 * 60)) throw new Error(`MINUTES=${process.env.MINUTES}: a number up to ${7 * 24 * 60}`);
  const form = minutes > 0 ? long(minutes) : short;
  return { ...form, result: resolve(root, process.env.SOAK_RESULT ?? form.result) };
}
