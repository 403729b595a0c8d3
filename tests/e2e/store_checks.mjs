// What must hold whatever became of the disk: every caller served, every record kept or counted.
import assert from 'node:assert/strict';

import { eventually, run, scale } from './child.mjs';
import { isWhole } from './steady_load.mjs';

export const recoveryMsMax = 15000 * scale;

/** The value of a metric without labels. */
export async function metric(gateway, name) {
  const match = new RegExp(`^jurymast_${name} (\\d+)$`, 'm').exec(await gateway.metrics());
  assert.ok(match, `no metric jurymast_${name}`);
  return Number(match[1]);
}

/** Waits until everything is in the log and every lane on the disk again. */
export const recovered = (gateway) => eventually('the journal to have caught up', async () =>
  await metric(gateway, 'journal_queue_bytes') === 0 && await metric(gateway, 'journal_lanes_in_memory') === 0, { within: recoveryMsMax, every: 50 });

export function assertAllServed(calls) {
  const failed = calls.filter((call) => !isWhole(call));
  const shown = failed.slice(0, 3).map(({ number, status, error, text }) => ({ number, status, error, text }));
  assert.deepEqual(shown, [], `${failed.length} of ${calls.length} calls failed`);
}

/** Every call has one record, or is one of those that gap records tell of; gives how many these are. The gateway has ended. */
export async function assertRecorded({ gateway, calls }) {
  const { code, stdout, stderr } = await run(['log', 'export', '--state', gateway.state]);
  assert.equal(code, 0, stderr);
  const lines = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const byId = new Map();
  for (const record of lines.filter(({ kind }) => kind === 'operation')) {
    assert.ok(!byId.has(record.id), `two records of ${record.id}`);
    byId.set(record.id, record.outcome);
  }
  const missing = calls.filter((call) => !byId.has(call.id));
  const told = lines.filter(({ kind }) => kind === 'gap').reduce((sum, { count }) => sum + count, 0);
  assert.equal(missing.length, told, 'records are missing that no gap tells of, or the other way round');
  assert.ok(calls.every((call) => !byId.has(call.id) || byId.get(call.id) === 'complete'), 'an answered call is called interrupted');
  assert.equal(byId.size, calls.length - missing.length);
  return told;
}
