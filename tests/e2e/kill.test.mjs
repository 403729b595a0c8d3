// The process is killed at random moments under load: whoever has an answer has exactly one record.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Gateway, freshFolder, scale, startMocks } from './harness.mjs';

const mocks = await startMocks();
const cycles = Number(process.env.CYCLES ?? 30);
const callers = 16;

/** A small seeded generator, so that a failing run can be repeated with SEED. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 2 ** 32; };
}

/** Asks without pause until told to stop; notes the id of every answer whose header came, and whether it came whole. */
async function keepAsking(gateway, stream, ledger, stopped) {
  const body = JSON.stringify({ model: 'assistant', stream, messages: [{ role: 'user', content: 'hello' }] });
  while (!stopped()) {
    let id = null;
    try {
      const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      id = response.headers.get('x-request-id');
      ledger.set(id, 'begun');
      const text = await response.text();
      if (!stream || text.includes('[DONE]')) ledger.set(id, 'whole');
    } catch {
      if (id === null) await sleep(1);
    }
  }
}

async function cycle(gateway, random, ledger) {
  let stop = false;
  const load = Array.from({ length: callers }, (_, i) => keepAsking(gateway, i % 2 === 0, ledger, () => stop));
  await sleep(20 + random() * 250);
  gateway.child.signal('SIGKILL');
  await gateway.child.exited;
  stop = true;
  await Promise.all(load);
}

test('killed at random moments under load, every answered request has exactly one record', { timeout: (60000 + cycles * 5000) * scale }, async (t) => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  t.diagnostic(`SEED=${seed} CYCLES=${cycles}`);
  const random = randomFrom(seed);
  await mocks.a.misbehave({ pace: '2ms', tokens: 20 });
  const ledger = new Map();
  const gateway = await Gateway.start({ mocks, folder: freshFolder() });
  for (let i = 0; i < cycles; ++i) {
    await cycle(gateway, random, ledger);
    await gateway.launch();
  }
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
  await gateway.verified();

  const records = await gateway.records();
  const byId = new Map();
  for (const record of records) {
    assert.ok(!byId.has(record.id), `two records of ${record.id}`);
    byId.set(record.id, record);
  }
  let answered = 0;
  for (const [id, state] of ledger) {
    const record = byId.get(id);
    assert.ok(record, `no record of ${id}, whose answer had ${state}`);
    if (state !== 'whole') continue;
    ++answered;
    assert.equal(record.outcome, 'complete', `${id} was answered whole`);
  }
  const interrupted = records.filter((record) => record.outcome === 'interrupted').length;
  t.diagnostic(`${answered} answered, ${ledger.size - answered} cut, ${records.length} records, ${interrupted} interrupted`);
  assert.ok(answered > cycles, 'there was no load');
  assert.ok(interrupted > 0, 'no kill met a running request');
});
