// Checks that take the way of the application's own requests: what they find out, what they are kept from, and that callers feel nothing of it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { run } from './child.mjs';
import { eventually, once, startMocks, target, withGateway } from './harness.mjs';
import { askAdmin, askTicket, probe, recordOf, sendProbe, ticketFor } from './probes.mjs';
import { isWhole, SteadyLoad } from './steady_load.mjs';

const mocks = await startMocks();
const providerKey = 'sk-provider-5b0f11ce77d2';
const clientKey = 'jm-client-0d9a7be31f';
const keyed = (url, model, changes = {}) => target(url, model, { api_key: { env: 'E2E_PROVIDER_KEY' }, ...changes });
const settings = (changes = {}) => ({
  mocks,
  clients: { web: { key: { env: 'E2E_CLIENT_KEY' } } },
  targets: { main: keyed(mocks.a.url, 'model-a'), spare: keyed(mocks.b.url, 'model-b') },
  env: { E2E_PROVIDER_KEY: providerKey, E2E_CLIENT_KEY: clientKey },
  ...changes,
});
const bearer = { authorization: `Bearer ${clientKey}` };

once('a natural probe is decided as any request, without a client’s key, and is told apart in the record', async () => {
  await mocks.reset();
  const records = await withGateway(settings(), async (gateway) => {
    for (const stream of [false, true]) {
      const seen = await probe(gateway, {}, { stream });
      assert.equal(seen.status, 200, seen.text);
      assert.deepEqual([seen.record.arm, seen.record.served_by, seen.record.attempts.length], ['synthetic', 'main', 1]);
      assert.equal(seen.record.fallback_taken, undefined);
    }
    await mocks.a.misbehave({ status: 500 });
    const rescued = await probe(gateway);
    assert.equal(rescued.status, 200);
    assert.deepEqual([rescued.record.arm, rescued.record.served_by, rescued.record.fallback_taken], ['synthetic', 'spare', true]);
    assert.ok((await gateway.metrics()).includes('jurymast_probes_total{route="chat",target="main",check="happy_path",result="ok"} 3'));
  });
  assert.equal(records.length, 3);
  assert.ok(records.every(({ arm, client }) => arm === 'synthetic' && client === undefined));
});

once('a forced probe asks its one target once, whatever comes of it, and past an open breaker', async () => {
  await mocks.reset();
  const spare = keyed(mocks.b.url, 'model-b', { breaker: {} });
  await withGateway(settings({ targets: { main: keyed(mocks.a.url, 'model-a'), spare } }), async (gateway) => {
    const good = await probe(gateway, { target: 'spare' });
    assert.deepEqual([good.status, good.record.served_by, good.headers.get('x-jurymast-target')], [200, 'spare', 'spare']);
    await mocks.b.misbehave({ status: 503 });
    await mocks.b.forget();
    const bad = await probe(gateway, { target: 'spare' });
    assert.deepEqual([bad.status, bad.code, bad.record.attempts.length], [503, 'overloaded', 1]);
    assert.equal((await mocks.b.attempts()).length, 1);
    await mocks.a.misbehave({ status: 500 });
    const body = JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'hello' }] });
    for (let i = 0; i < 5; ++i) await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers: bearer, body });
    assert.match(await gateway.metrics(), /jurymast_breaker_state\{target="spare",family="chat_completions"\} 1/);
    await mocks.b.heal();
    const through = await probe(gateway, { target: 'spare' });
    assert.deepEqual([through.status, through.record.attempts[0].admission.breaker], [200, 'open']);
    assert.match(await gateway.metrics(), /jurymast_breaker_state\{target="spare",family="chat_completions"\} 1/);
  });
});

once('each fault is put in behind the gateway’s own checks, and told apart by its class, with one attempt', async () => {
  await mocks.reset();
  const faults = [
    { check: 'error_credential', fault: 'credential', class: 'auth', status: 401 },
    { check: 'error_missing_field', fault: 'missing_field', class: 'invalid_request', status: 400 },
    { check: 'error_client_fault', fault: 'client_fault', class: 'network_connect', status: undefined },
  ];
  await withGateway(settings(), async (gateway) => {
    for (const [name, mock] of [['main', mocks.a], ['spare', mocks.b]]) {
      for (const wanted of faults) {
        for (const form of [{ route: 'chat', family: 'chat' }, { route: 'answers', family: 'responses' }]) {
          if (form.family === 'responses' && name === 'spare') continue;
          await mock.forget();
          const seen = await probe(gateway, { check: wanted.check, fault: wanted.fault, target: name, route: form.route }, form);
          assert.notEqual(seen.status, 200);
          assert.deepEqual(seen.record.attempts.map(({ class: c, target: t, status }) => [c, t, status]), [[wanted.class, name, wanted.status]]);
          const attempts = await mock.attempts();
          assert.equal(attempts.length, wanted.status === undefined ? 0 : 1, wanted.fault);
          if (wanted.fault === 'missing_field') {
            const { body } = await mock.lastRequest();
            assert.ok(!('messages' in JSON.parse(body)) && !('input' in JSON.parse(body)), body);
          }
          if (wanted.fault === 'credential') assert.match((await mock.lastRequest()).head, /authorization: bearer <API_KEY_PLACEHOLDER>/i);
        }
      }
    }
    const served = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST', headers: bearer, body: JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'hello' }] }),
    });
    assert.equal(served.status, 200);
    assert.ok((await mocks.a.lastRequest()).head.includes(providerKey), 'a caller’s request goes with the key');
  });
});

once('a ticket is good once, for its own route, and from this process alone', async () => {
  await mocks.reset();
  const records = await withGateway(settings(), async (gateway) => {
    const refused = async (ticket, code, form) => {
      const seen = await sendProbe(gateway, ticket, form);
      assert.deepEqual([seen.status, seen.code], [400, code], seen.text);
      assert.match(JSON.parse(seen.text).error.message, /ticket|probe/);
    };
    const ticket = await ticketFor(gateway);
    assert.equal((await sendProbe(gateway, ticket)).status, 200);
    await refused(ticket, 'probe_spent');
    await refused('', 'probe_invalid');
    await refused('nonsense', 'probe_invalid', { headers: bearer });
    await refused(`${ticket.slice(0, -8)}AAAAAAA=`, 'probe_invalid');
    const [payload, seal] = (await ticketFor(gateway)).split('.');
    const other = Buffer.from(Buffer.from(payload, 'base64').toString().replace('main', 'spare').replace('happy_path', 'happy_pass')).toString('base64');
    await refused(`${other}.${seal}`, 'probe_invalid');
    await refused(await ticketFor(gateway), 'probe_mismatch', { family: 'responses' });
    await refused(await ticketFor(gateway), 'probe_mismatch', { method: 'GET', path: '/v1/models' });
    const twice = await ticketFor(gateway);
    await refused(`${twice}, ${twice}`, 'probe_invalid');
    assert.equal((await sendProbe(gateway, twice)).status, 200);
  });
  assert.equal((await mocks.a.attempts()).length, 2);
  assert.equal(records.filter(({ refusal }) => refusal?.startsWith('probe_')).length, 8);
});

once('leave to probe is given for what the configuration has, ten times a minute, and not past the kill switch', async () => {
  await mocks.reset();
  await withGateway(settings(), async (gateway) => {
    const asked = async (wish) => { const { status, json } = await askTicket(gateway, wish); return [status, json.error?.code]; };
    assert.deepEqual(await asked({ route: 'nothing' }), [404, 'route_unknown']);
    assert.deepEqual(await asked({ target: 'nobody' }), [404, 'target_unknown']);
    assert.deepEqual(await asked({ check: 'other' }), [422, 'probe_refused']);
    assert.deepEqual(await asked({ surprise: 'x' }), [422, 'probe_refused']);
    assert.equal((await askAdmin(gateway, 'POST', '/probes', '[]')).status, 422);
    for (let i = 0; i < 10; ++i) await ticketFor(gateway, { target: 'spare' });
    const spent = await askTicket(gateway, { target: 'spare' });
    assert.deepEqual([spent.status, spent.json.error.code], [429, 'probes_spent']);
    const wait = Number(spent.headers.get('retry-after'));
    assert.ok(wait >= 1 && wait <= 60, `${wait}`);
    assert.equal((await askTicket(gateway, {})).status, 200, 'another target has its own');
    const killed = await ticketFor(gateway, { target: 'main' });
    writeFileSync(join(gateway.state, 'kill'), 'all\n');
    await eventually('the kill switch', async () => (await asked({ target: 'spare' }))[1] === 'killed');
    assert.equal((await askTicket(gateway, {})).status, 200, 'a natural probe shows what the kill switch does');
    assert.equal((await sendProbe(gateway, killed)).status, 200, 'the primary is not a fallback');
  });
});

once('in production leave to probe needs an owner, a stop condition and a controlled canary path, whoever asks', async () => {
  await mocks.reset();
  const agreed = { rollback_owner: 'platform.on-call', stop_condition: 'Two answers in a row break the schema.' };
  const production = (route) => settings({ server: { environment: 'production' }, route });
  const refused = async (gateway, wish, status, code, says) => {
    const { status: found, json } = await askTicket(gateway, wish);
    assert.deepEqual([found, json.error?.code], [status, code]);
    assert.match(json.error.message, /`server\.environment` of this gateway is production/);
    assert.match(json.error.message, says);
  };
  for (const [member, code] of [['rollback_owner', 'no_rollback_owner'], ['stop_condition', 'no_stop_condition']]) {
    await withGateway(production({ ...agreed, [member]: undefined }), (gateway) =>
      refused(gateway, { canary_path: true }, 409, code, new RegExp(`set \`routes\\.chat\\.${member}\` and reload`)));
  }
  await withGateway(production(agreed), async (gateway) => {
    for (const wish of [{}, { canary_path: false }, { target: 'spare' }, { target: 'spare', fault: 'credential', check: 'error_credential' }])
      await refused(gateway, wish, 422, 'no_canary_path', /send `"canary_path": true`.*platform\.on-call.*Two answers in a row/);
    assert.equal((await askTicket(gateway, { canary_path: 'yes' })).json.error.code, 'probe_refused');
    assert.equal((await mocks.a.attempts()).length, 0);
    assert.equal((await probe(gateway, { canary_path: true })).status, 200);
    assert.equal((await probe(gateway, { canary_path: true, target: 'spare' })).status, 200);
  });
});

once('a record is taken once, where it agrees with what the gateway wrote down, and then stands in the log', async () => {
  await mocks.reset();
  await withGateway(settings(), async (gateway) => {
    const seen = await probe(gateway, { check: 'error_credential', fault: 'credential', target: 'spare' });
    const post = (record) => askAdmin(gateway, 'POST', '/records', record);
    for (const [member, value] of [['run', 'run-2'], ['check', 'happy_path'], ['target', 'main'], ['fault', 'none'], ['routing', 'natural'],
      ['attempts', 2], ['status', 200], ['class', 'ok'], ['answered_by', 'main'], ['operation', '01KVKQM0000000000000000ZZZ']]) {
      const { status, json } = await post(recordOf(seen, { [member]: value }));
      assert.deepEqual([status, json.error?.code], [409, 'record_disagrees'], `${member}: ${JSON.stringify(json)}`);
      assert.ok(json.error.message.includes(`\`${member}\``), json.error.message);
    }
    const record = recordOf(seen, { notes: `the key was ${providerKey} and nothing else` });
    const taken = await post(record);
    assert.deepEqual([taken.status, taken.json], [200, { id: record.id }]);
    const { stdout } = await run(['log', 'export', '--state', gateway.state]);
    const lines = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
    const written = lines.find(({ kind, id }) => kind === 'probe' && id === record.id);
    assert.equal(written?.operation, seen.id, 'it stands in the log as soon as it is answered');
    assert.ok(!stdout.includes(providerKey));
    assert.deepEqual([(await post(recordOf(seen))).status, (await post('{}')).status], [409, 422]);
    assert.match((await post({ ...record, colour: 'red' })).json.error.message, /`colour`/);
    assert.match((await post({ ...record, ts: '2199-01-01T00:00:00.000000Z' })).json.error.message, /`ts`/);
    const note = { v: 1, kind: 'note', id: record.id.replace('01', '02'), ts: record.ts, author: 'ab', grounds: 'fact', text: 'seen by eye' };
    assert.equal((await post(note)).status, 200);
    assert.equal((await askAdmin(gateway, 'GET', '/operations/01KVKQM0000000000000000ZZZ')).status, 404);
    assert.equal((await askAdmin(gateway, 'GET', '/operations/nonsense')).status, 404);
  });
});

once('a hundred credential probes under load change nothing for callers', async () => {
  await mocks.reset();
  const names = Array.from({ length: 12 }, (_, i) => `t${i}`);
  const targets = { main: keyed(mocks.a.url, 'model-a', { breaker: {}, budget: undefined }), spare: keyed(mocks.b.url, 'model-b', { breaker: {}, budget: undefined }) };
  for (const name of names) targets[name] = keyed(mocks.a.url, 'model-a', { breaker: {}, budget: undefined });
  const more = { family: 'chat_completions', deadline: '5s' };
  const routes = {
    one: { ...more, match: ['one'], primary: 't0', fallback: names.slice(1, 6) },
    two: { ...more, match: ['two'], primary: 't6', fallback: names.slice(7, 12) },
  };
  const spots = [['main', 'chat', 'assistant'], ['spare', 'chat', 'assistant'], ...names.map((name, i) => [name, i < 6 ? 'one' : 'two', i < 6 ? 'one' : 'two'])];
  const of = (page) => page.split('\n').filter((line) => /^jurymast_(breaker_state|budget_millitokens|pause_left_milliseconds|credential_open|target_in_flight_limit)\{/.test(line));
  const records = await withGateway(settings({ server: { loops: 2 }, clients: {}, targets, routes }), async (gateway) => {
    const before = of(await gateway.metrics());
    assert.ok(before.length > 50, `${before.length} figures`);
    const load = new SteadyLoad(gateway.url, { everyMs: 10, stream: (i) => i % 2 === 0 }).start();
    let sent = 0;
    for (let round = 0; round < 8; ++round) {
      const round_of = await Promise.all(spots.map(async ([name, route, model]) =>
        probe(gateway, { check: 'error_credential', fault: 'credential', target: name, route }, { model })));
      sent += round_of.length;
      await sleep(250);
      for (const { record } of round_of) assert.deepEqual(record.attempts.map((attempt) => attempt.class), ['auth']);
    }
    await load.stop();
    load.close();
    assert.ok(sent >= 100, `${sent} probes`);
    assert.ok(load.calls.length > 100, `${load.calls.length} calls`);
    for (const call of load.calls) {
      assert.ok(isWhole(call), JSON.stringify(call));
      assert.deepEqual([call.headers['x-jurymast-target'], call.headers['x-jurymast-attempts']], ['main', '1']);
    }
    const page = await gateway.metrics();
    assert.deepEqual(of(page), before);
    assert.ok(!page.includes('class="auth"'), 'users’ attempts hold none of the probes’');
    const counted = [...page.matchAll(/^jurymast_probes_total\{.*result="auth"\} (\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
    assert.equal(counted, sent);
  });
  assert.ok(records.filter(({ arm }) => arm !== 'synthetic').every(({ outcome }) => outcome === 'complete'));
});
