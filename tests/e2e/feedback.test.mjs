// What applications and Alertmanager tell the gateway, and the alerts that it raises by itself.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mjs';
import { eventually, once, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();

const post = (gateway, path, body) => gateway.askAdmin(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

/** One chat request; the id of its operation. */
async function operation(gateway) {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  await response.text();
  return { status: response.status, id: response.headers.get('x-request-id') };
}

async function recordsOf(gateway, kind) {
  const { stdout } = await run(['log', 'export', '--state', gateway.state]);
  return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((record) => record.kind === kind);
}

once('an answer that an application rejects is recorded once, also over a restart', async () => {
  await withGateway({ mocks }, async (gateway) => {
    const { id } = await operation(gateway);
    const told = await Promise.all([1, 2, 3].map(() => post(gateway, '/feedback', { operation: id, rejected: true })));
    for (const response of told) assert.equal(response.status, 200, await response.clone().text());
    assert.equal((await told[0].json()).operation, id);
    const again = await post(gateway, '/feedback', { operation: id, rejected: true });
    assert.deepEqual(await again.json(), { operation: id, recorded: true, again: true });
    await gateway.stop();
    await gateway.launch();
    assert.equal((await (await post(gateway, '/feedback', { operation: id, rejected: true })).json()).again, true);
    const records = await recordsOf(gateway, 'feedback');
    assert.deepEqual(records.map(({ operation: of, route, target, person }) => ({ of, route, target, person })),
                     [{ of: id, route: 'chat', target: 'main', person: 'local' }]);
  });
});

once('feedback is refused for an operation that is unknown, unanswered, or no id', async () => {
  await withGateway({ mocks }, async (gateway) => {
    const { id } = await operation(gateway);
    const unknown = `${id.slice(0, 20)}${id.endsWith('ZZZZZZ') ? 'AAAAAA' : 'ZZZZZZ'}`;
    assert.equal((await post(gateway, '/feedback', { operation: unknown, rejected: true })).status, 404);
    for (const body of ['', '[]', { operation: id }, { operation: id, rejected: false }, { operation: '01', rejected: true }, { operation: id, rejected: true, why: 'x' }]) {
      assert.equal((await post(gateway, '/feedback', body)).status, 422, JSON.stringify(body));
    }
    for (const mock of [mocks.a, mocks.b]) await mock.misbehave('503');
    const failed = await operation(gateway);
    await mocks.reset();
    assert.notEqual(failed.status, 200);
    assert.equal((await post(gateway, '/feedback', { operation: failed.id, rejected: true })).status, 409);
    assert.deepEqual(await recordsOf(gateway, 'feedback'), []);
  });
});

once('the kill switch raises an alert, and its end resolves it', async () => {
  await withGateway({ mocks }, async (gateway) => {
    const alerts = async () => (await (await gateway.askAdmin('/status')).json()).alerts;
    assert.deepEqual(await alerts(), []);
    writeFileSync(join(gateway.state, 'kill'), 'chat\n');
    await eventually('the alert', async () => (await alerts()).length === 1);
    const [alert] = await alerts();
    assert.deepEqual([alert.name, alert.severity, alert.labels], ['kill_switch_set', 'warning', { route: 'chat' }]);
    assert.match(await gateway.metrics(), /^jurymast_alert\{name="kill_switch_set"\} 1$/m);
    rmSync(join(gateway.state, 'kill'));
    await eventually('its end', async () => (await alerts()).length === 0);
    assert.match(await gateway.metrics(), /^jurymast_alert\{name="kill_switch_set"\} 0$/m);
    const records = await eventually('both records', async () => {
      const all = await recordsOf(gateway, 'alert');
      return all.length === 2 && all;
    });
    assert.deepEqual(records.map(({ name, state, source }) => [name, state, source]),
                     [['kill_switch_set', 'firing', 'jurymast'], ['kill_switch_set', 'resolved', 'jurymast']]);
  });
});

once('a delivery of Alertmanager is recorded', async () => {
  await withGateway({ mocks }, async (gateway) => {
    const alert = { status: 'firing', labels: { alertname: 'HighErrorRate', severity: 'page', route: 'chat', customer: 'Anna' },
                    annotations: { summary: 'too many errors' }, startsAt: '2026-01-01T00:00:00Z', endsAt: '0001-01-01T00:00:00Z' };
    const delivery = { version: '4', groupKey: '{}', status: 'firing', receiver: 'jurymast', alerts: [alert, { ...alert, status: 'resolved', endsAt: '2026-01-01T01:00:00Z' }] };
    const taken = await post(gateway, '/alerts', delivery);
    assert.equal(taken.status, 200);
    assert.deepEqual(await taken.json(), { recorded: 2 });
    assert.equal((await post(gateway, '/alerts', { ...delivery, version: '3' })).status, 422);
    const records = await recordsOf(gateway, 'alert');
    assert.deepEqual(records.map(({ source, state, severity, name, labels }) => ({ source, state, severity, name, labels })), [
      { source: 'alertmanager', state: 'firing', severity: 'critical', name: 'HighErrorRate', labels: { route: 'chat' } },
      { source: 'alertmanager', state: 'resolved', severity: 'critical', name: 'HighErrorRate', labels: { route: 'chat' } }]);
  });
});
