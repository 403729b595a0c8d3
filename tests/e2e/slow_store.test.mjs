// The disk below the journal is slow, fails or stands still: traffic does not notice, memory stays bounded, and every lost record is counted.
// SECONDS=600 is the long form: slices of that length in all, under the bound of a quiet machine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { residentKiB } from './crowd.mjs';
import { eventually, freshFolder, Gateway, Mock, scale } from './harness.mjs';
import { FaultyDisk } from './preload.mjs';
import { median, p99, SteadyLoad } from './steady_load.mjs';
import { assertAllServed, assertRecorded, metric, recovered, recoveryMsMax } from './store_checks.mjs';

const seconds = Number(process.env.SECONDS ?? 8);
const long = seconds >= 60;
const everyMs = 5;
const slices = 5;
/** What a slow disk may add to the slowest hundredth of the calls; the short form runs beside other work. */
const addedMsMax = long ? 1 : 25 * scale;
const queueMiB = 1;
/** Beside the queue: what connections and callers need that come and go meanwhile. */
const otherGrowthMiBMax = 16 * scale;
/** How long an answer waits for its record to reach the disk, and how much later its end may come. */
const strictMs = 2000;
const strictLateMsMax = 2000 * scale;
const drainSeconds = 2;
/** Beyond the drain: what is left to do once it is over. */
const endMsMax = 8000 * scale;
const timeout = (120000 + seconds * 3000) * scale;

const upstream = await Mock.start('A', ['--tokens', '4']);
test.after(() => upstream.stop());

/** A gateway on a disk that can be spoiled, and a load on it; all end however the body ends. */
async function onFaultyDisk(server, body) {
  const folder = freshFolder();
  const disk = new FaultyDisk(folder, `${folder}/state`);
  const settings = { mocks: { a: upstream, b: upstream }, server: { trace: false, ...server }, route: { mode: 'off' } };
  const gateway = await Gateway.start({ ...settings, folder, env: disk.env });
  const load = new SteadyLoad(gateway.url, { everyMs });
  try {
    await load.for(300);
    await body({ gateway, disk, load });
  } finally {
    disk.heal();
    await load.stop();
    load.close();
    if (!gateway.child.ended) await gateway.stop();
    disk.close();
  }
  return { gateway, calls: load.calls };
}

test('a slow disk adds nothing to the calls', { timeout }, async (t) => {
  const end = await onFaultyDisk({}, async ({ gateway, disk, load }) => {
    const quiet = [];
    const slow = [];
    for (let slice = 0; slice < slices; ++slice) {
      disk.heal();
      quiet.push(p99(await load.for(seconds * 100)));
      disk.delay(200);
      slow.push(p99(await load.for(seconds * 100)));
    }
    assert.ok(await metric(gateway, 'journal_queue_bytes') > 0, 'the disk was not slow enough to be noticed');
    const added = median(slow) - median(quiet);
    const figures = `p99 ${median(quiet).toFixed(2)} ms, with a slow disk ${median(slow).toFixed(2)} ms`;
    t.diagnostic(`${figures} (${load.calls.length} calls); bound ${addedMsMax} ms more`);
    assert.ok(added <= addedMsMax, `${added.toFixed(2)} ms were added`);
    disk.heal();
    await recovered(gateway);
  });
  assertAllServed(end.calls);
  const lost = await assertRecorded(end);
  assert.equal(lost, 0);
});

test('a disk that stands still stops no traffic; what does not fit is counted and told', { timeout }, async (t) => {
  const end = await onFaultyDisk({ journal_queue_max: `${queueMiB}MiB` }, async ({ gateway, disk, load }) => {
    const before = residentKiB(gateway.child.process.pid);
    disk.hang();
    load.everyMs = 2;
    load.start();
    await eventually('records to be lost', async () => await metric(gateway, 'journal_records_lost_total') > 50, { within: recoveryMsMax });
    await sleep(seconds * 100);
    await load.stop();
    const grownMiB = (residentKiB(gateway.child.process.pid) - before) / 1024;
    t.diagnostic(`resident memory grew ${grownMiB.toFixed(1)} MiB at a queue of ${queueMiB} MiB`);
    assert.ok(grownMiB <= queueMiB + otherGrowthMiBMax, `${grownMiB} MiB`);
    disk.heal();
    await recovered(gateway);
    await load.for(200);
  });
  assertAllServed(end.calls);
  const lost = await assertRecorded(end);
  t.diagnostic(`${lost} of ${end.calls.length} records were lost and told`);
  assert.ok(lost > 50);
});

test('with strict durability a disk that stands still holds an answer back for a moment, and never for good', { timeout }, async (t) => {
  const end = await onFaultyDisk({ durability: 'strict' }, async ({ disk, load }) => {
    disk.hang();
    const held = await load.for(1000);
    const slowest = Math.max(...held.map(({ ms }) => ms));
    t.diagnostic(`${held.length} calls, the slowest took ${(slowest / 1000).toFixed(2)} s`);
    assert.ok(slowest >= strictMs * 0.9 && slowest <= strictMs + strictLateMsMax, `${slowest} ms`);
    disk.heal();
  });
  assertAllServed(end.calls);
  assert.equal(await assertRecorded(end), 0);
});

test('a disk that fails stops no traffic, is told by the metrics, and loses nothing that memory holds', { timeout }, async (t) => {
  for (const error of ['EIO', 'EROFS', 'ENOSPC']) {
    const end = await onFaultyDisk({}, async ({ gateway, disk, load }) => {
      disk.fail(error);
      await load.for(seconds * 100);
      assert.ok(await metric(gateway, 'journal_write_errors_total') > 0, `${error}: nobody is told`);
      assert.ok(await metric(gateway, 'journal_queue_bytes') > 0, error);
      disk.heal();
      await recovered(gateway);
      await load.for(200);
    });
    assertAllServed(end.calls);
    const lost = await assertRecorded(end);
    assert.equal(lost, 0, error);
    t.diagnostic(`${error}: ${end.calls.length} calls served and recorded`);
  }
});

test('SIGTERM ends a gateway whose disk stands still, and its successor finds every record', { timeout }, async (t) => {
  const end = await onFaultyDisk({ drain: `${drainSeconds}s` }, async ({ gateway, disk, load }) => {
    disk.hang();
    await load.for(500);
    const began = performance.now();
    gateway.child.signal('SIGTERM');
    await eventually('the gateway to end', () => gateway.child.ended, { within: drainSeconds * 1000 + endMsMax });
    assert.deepEqual(await gateway.child.exited, { code: 5, signal: null }, gateway.child.stderr.slice(-500));
    assert.match(gateway.child.stderr, /journal_left/);
    t.diagnostic(`ended in ${((performance.now() - began) / 1000).toFixed(1)} s, with a drain of ${drainSeconds} s`);
    disk.heal();
    await gateway.launch();
  });
  assertAllServed(end.calls);
  const lost = await assertRecorded(end);
  assert.equal(lost, 0);
});
