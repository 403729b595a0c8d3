// A disk without room, and a limit on the size of files: traffic goes on, the metrics tell, and everything recovers once there is room again.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { freshFolder, Gateway, Mock, scale } from './harness.mjs';
import { SteadyLoad } from './steady_load.mjs';
import { assertAllServed, assertRecorded, metric, recovered } from './store_checks.mjs';

const everyMs = 5;
const fullMs = 2500;
const timeout = 180000 * scale;
/** Set where this file runs once more as the root of a namespace of its own. */
const inNamespace = process.env.JURYMAST_TEST_NAMESPACE === '1';

const upstream = await Mock.start('A', ['--tokens', '4']);
test.after(() => upstream.stop());

/** Runs a load over a gateway whose state stands in `folder`, takes its room away in the middle, and gives it back. */
async function withoutRoom(folder, takeRoom) {
  const server = { trace: false, journal_queue_max: '1MiB' };
  const gateway = await Gateway.start({ mocks: { a: upstream, b: upstream }, folder, server, route: { mode: 'off' } });
  const load = new SteadyLoad(gateway.url, { everyMs });
  try {
    await load.for(500);
    const giveBack = takeRoom(gateway);
    await load.for(fullMs);
    assert.ok(await metric(gateway, 'journal_write_errors_total') > 0, 'no metric tells of it');
    assert.ok(await metric(gateway, 'journal_queue_bytes') > 0, 'there was room after all');
    giveBack();
    await recovered(gateway);
    await load.for(500);
  } finally {
    await load.stop();
    load.close();
    await gateway.stop();
  }
  assertAllServed(load.calls);
  const lost = await assertRecorded({ gateway, calls: load.calls });
  return `${load.calls.length} calls served, ${load.calls.length - lost} recorded, ${lost} told in gaps`;
}

/** Writes a file until nothing more fits; gives the way to remove it. */
function fill(folder) {
  const filler = join(folder, 'filler');
  const file = openSync(filler, 'w');
  const block = Buffer.alloc(4096, 'f');
  assert.throws(() => { for (;;) writeSync(file, block); }, { code: 'ENOSPC' });
  closeSync(file);
  return () => rmSync(filler);
}

const mounts = (folder) => spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', folder]).status === 0;

/** This file once more, where its user may mount. */
function runInNamespace() {
  const env = { ...process.env, JURYMAST_TEST_NAMESPACE: '1' };
  delete env.NODE_TEST_CONTEXT;
  return spawnSync('unshare', ['-Urm', process.execPath, '--test', import.meta.filename], { env, encoding: 'utf8' });
}

test('a full disk stops no traffic, is told by the metrics, and recovers by itself', { timeout }, async (t) => {
  const folder = join(freshFolder(), 'small');
  mkdirSync(folder);
  if (!mounts(folder)) {
    const mayTry = !inNamespace && spawnSync('unshare', ['-Urm', 'true']).status === 0;
    if (!mayTry) return t.diagnostic('not run: this user may not mount a small file system');
    const { status, stdout } = runInNamespace();
    t.diagnostic('in a namespace of its own');
    return assert.equal(status, 0, stdout);
  }
  try {
    t.diagnostic(await withoutRoom(folder, () => fill(folder)));
  } finally {
    execFileSync('umount', ['-l', folder]);
  }
});

test('a limit on the size of files stops no traffic, is told by the metrics, and recovers by itself', { timeout }, async (t) => {
  if (inNamespace) return;
  const limit = (gateway, bytes) => execFileSync('prlimit', ['--pid', String(gateway.child.process.pid), `--fsize=${bytes}:`]);
  t.diagnostic(await withoutRoom(freshFolder(), (gateway) => {
    limit(gateway, 1000);
    return () => limit(gateway, 'unlimited');
  }));
});
