// Operations counted by the minute: each once, over any number of restarts, the same from the files and from the running gateway.
import assert from 'node:assert/strict';

import { run } from './child.mjs';
import { eventually, once, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();

async function ask(gateway, model = 'assistant') {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
  });
  await response.text();
  return response.status;
}

/** What was counted, by target, class and outcome. */
function sums(rows) {
  const all = {};
  for (const row of rows) {
    const key = `${row.route} ${row.target} ${row.arm} ${row.class}`;
    all[key] = (all[key] ?? 0) + row.operations;
  }
  return all;
}

/** The same from the log itself. */
function sumsOfLog(records) {
  return sums(records.map((record) => ({
    route: record.route ?? 'none', target: record.served_by ?? record.attempts?.at(-1)?.target ?? 'none',
    arm: record.arm ?? 'control', class: record.class ?? 'none', operations: 1,
  })));
}

async function counted(gateway, lines) {
  return eventually('the minutes', async () => {
    const response = await gateway.askAdmin('/aggregates?from=2h');
    if (response.status !== 200) return null;
    const answer = await response.json();
    return answer.last_seq >= lines && answer;
  });
}

async function lastSeq(gateway) {
  const { stdout } = await run(['log', 'export', '--state', gateway.state]);
  return Math.max(...stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line).seq));
}

once('each operation of the log is counted once, over restarts and kill -9', async () => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    for (let i = 0; i < 5; ++i) assert.equal(await ask(gateway), 200);
    await mocks.a.misbehave('503');
    for (let i = 0; i < 3; ++i) assert.equal(await ask(gateway), 200);
    await mocks.b.misbehave('503');
    for (let i = 0; i < 2; ++i) assert.notEqual(await ask(gateway), 200);
    assert.equal(await ask(gateway, 'nobody-knows'), 404);
    await mocks.reset();
    await gateway.stop();
    const seq = await lastSeq(gateway);
    await gateway.launch();
    const first = await counted(gateway, seq);
    assert.deepEqual(sums(first.rows), sumsOfLog(await gateway.records()));
    for (let i = 0; i < 4; ++i) assert.equal(await ask(gateway), 200);
    await eventually('the records', async () => (await gateway.records()).length === 15);
    await gateway.stop('SIGKILL');
    const again = await lastSeq(gateway);
    await gateway.launch();
    const second = await counted(gateway, again);
    const records = await gateway.records();
    assert.equal(records.length, 15);
    assert.deepEqual(sums(second.rows), sumsOfLog(records));
    assert.equal(second.rows.reduce((sum, row) => sum + row.complete, 0), records.filter(({ outcome }) => outcome === 'complete').length);
    const one = await run(['log', 'minutes', 'chat', '--json', '--from', '2h', '--state', gateway.state]);
    assert.equal(one.code, 0, one.stderr);
    assert.deepEqual(sums(JSON.parse(one.stdout).rows), sums(second.rows.filter(({ route }) => route === 'chat')));
    const csv = await run(['log', 'minutes', '--csv', '--from', '2h', '--step', '1h', '--state', gateway.state]);
    assert.ok(csv.stdout.startsWith('at,route,target,arm,class,operations,'), csv.stdout);
    const text = await run(['log', 'minutes', '--state', gateway.state]);
    assert.match(text.stdout, /Not known: what was before /);
  });
});

once('where nobody has counted, that is said', async () => {
  const { code, stderr } = await run(['log', 'minutes', '--state', '/nonexistent']);
  assert.equal(code, 1);
  assert.match(stderr, /there is no such file|counted/);
  assert.equal((await run(['log', 'minutes', '--state', '/nonexistent', '--step', '90s'])).code, 2);
});
