// The document of the admin API against a running gateway: every endpoint is called, and every answer held against what is written of it.
import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020.js';

import { run } from './child.mjs';
import { eventually, once, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();
const methods = ['get', 'post'];

/** Checks of answers, and which operations of the document were called and with what they ended. */
class Document {
  static async of(gateway) {
    const document = new Document();
    const response = await gateway.askAdmin('/openapi.json');
    assert.equal(response.status, 200);
    document.text = await response.text();
    document.json = JSON.parse(document.text);
    document.ajv = new Ajv2020({ allErrors: true, strict: false });
    document.ajv.addSchema(document.json, 'api');
    document.seen = new Map();
    document.gateway = gateway;
    return document;
  }

  get operations() {
    return Object.entries(this.json.paths).flatMap(([path, told]) => methods.filter((method) => told[method]).map((method) => `${method} ${path}`));
  }

  check(place, value) {
    const pointer = place.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const valid = this.ajv.validate({ $ref: `api#/${pointer}` }, value);
    assert.ok(valid, `${place.join(' ')}: ${this.ajv.errorsText()} in ${JSON.stringify(value)}`);
  }

  /** Calls an operation, and gives its answer once it is what the document says. */
  async call(method, path, { at = '', body, status = 200 } = {}) {
    const told = this.json.paths[path]?.[method];
    assert.ok(told, `${method} ${path} is not described`);
    if (body !== undefined && status === 200) this.check(['paths', path, method, 'requestBody', 'content', 'application/json', 'schema'], body);
    const asked = at || path;
    const response = await this.gateway.askAdmin(asked, { method: method.toUpperCase(), body: body && JSON.stringify(body) });
    const text = await response.text();
    assert.equal(response.status, status, `${method} ${asked}: ${text}`);
    const answer = told.responses[String(status)];
    assert.ok(answer, `${method} ${path} does not say that it may answer ${status}`);
    const type = response.headers.get('content-type');
    assert.ok(answer.content[type], `${method} ${path} answered ${type}`);
    const value = type === 'application/json' ? JSON.parse(text) : text;
    this.check(['paths', path, method, 'responses', String(status), 'content', type, 'schema'], value);
    const statuses = this.seen.get(`${method} ${path}`) ?? new Set();
    this.seen.set(`${method} ${path}`, statuses.add(status));
    return value;
  }
}

/** The head and the first event of an answer that goes on. */
async function beginsToTell(api) {
  const leaving = new AbortController();
  const response = await eventually('the log to be read', async () => {
    const asked = await api.gateway.askAdmin('/events', { signal: leaving.signal });
    return asked.status === 200 && asked;
  });
  const told = api.json.paths['/events'].get.responses['200'];
  assert.ok(told.content[response.headers.get('content-type')]);
  const { value } = await response.body.getReader().read();
  assert.match(new TextDecoder().decode(value), /^id: [0-9]+\nevent: snapshot\ndata: /);
  leaving.abort();
  api.seen.set('get /events', new Set([200]));
}

async function operation(gateway, headers = {}) {
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST', headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  await response.text();
  return response.headers.get('x-request-id');
}

const who = { author: 'ana', approver: 'ben', reason: 'The primary is dead.', ticket: 'INC-7', lasts: '10m', failing_signal: 'overloaded' };
const alert = { status: 'firing', labels: { alertname: 'HighErrorRate' }, annotations: { summary: 'too many fail' }, startsAt: '2026-06-20T12:00:00Z' };
const note = { v: 1, kind: 'note', id: '01KVKQM0000000000000000000', ts: '2026-06-20T12:00:00.000000Z', author: 'ana', grounds: 'fact', text: 'the fallback was slow' };

async function tellsHowItIs(api) {
  for (const path of ['/healthz', '/readyz', '/', '/openapi.json', '/metrics', '/status', '/rollouts', '/overrides']) await api.call('get', path);
  await api.call('get', '/checkpoint');
  await beginsToTell(api);
  await eventually('the minutes', async () => (await api.gateway.askAdmin('/aggregates')).status === 200);
  await api.call('get', '/aggregates');
  await api.call('get', '/aggregates', { at: '/aggregates?step=90s', status: 422 });
  await api.call('post', '/reload');
}

async function takesWhatChecksSaw(api) {
  const { ticket } = await api.call('post', '/probes', { body: { run: 'r-1', check: 'happy_path', route: 'chat' } });
  const id = await operation(api.gateway, { 'x-jurymast-probe': ticket });
  await eventually('the probe', async () => (await api.gateway.askAdmin(`/operations/${id}`)).status === 200);
  await api.call('get', '/operations/{id}', { at: `/operations/${id}` });
  await api.call('get', '/operations/{id}', { at: '/operations/none', status: 404 });
  await api.call('post', '/probes', { body: { run: 'r-1', check: 'happy_path', route: 'none' }, status: 404 });
  await api.call('post', '/probes', { body: {}, status: 422 });
  await api.call('post', '/records', { body: note });
  await api.call('post', '/records', { body: { ...note, kind: 'operation' }, status: 422 });
}

async function movesTraffic(api) {
  const at = '/rollouts/chat';
  await api.call('get', '/rollouts/{route}', { at: '/rollouts/none', status: 404 });
  await api.call('post', '/rollouts/{route}', { at, body: { action: 'plan', person: 'ana', dry_run: true } });
  await api.call('post', '/rollouts/{route}', { at, body: { action: 'plan', person: 'ana', reason: 'The move of the year.', manual: true, lasts: '4h', ticket: 'CHG-7', failing_signal: 'overloaded' } });
  await api.call('get', '/rollouts/{route}', { at });
  await api.call('get', '/rollouts');
  await api.call('post', '/rollouts/{route}', { at, body: { action: 'nonsense' }, status: 422 });
  await api.call('post', '/rollouts/{route}', { at, body: { action: 'close', person: 'ana' } });
}

async function takesPersonsWords(api) {
  const pin = { action: 'pin', route: 'chat', target: 'spare', ...who };
  await api.call('post', '/overrides', { body: { ...pin, dry_run: true } });
  await api.call('post', '/overrides', { body: pin });
  await api.call('get', '/overrides');
  await api.call('get', '/status');
  await api.call('post', '/overrides', { body: { action: 'pin' }, status: 422 });
  await api.call('post', '/overrides/clear', { body: { action: 'pin', route: 'chat', author: 'ana' } });
  await api.call('post', '/targets/{target}', { at: '/targets/main', body: { action: 'retry_now', author: 'ana', reason: 'It is back.' } });
  await api.call('post', '/kill', { body: { route: 'chat', author: 'ana' } });
  await api.call('post', '/kill', { body: { route: 'none', author: 'ana' }, status: 404 });
  await eventually('the alert', async () => (await api.call('get', '/status')).alerts.length > 0);
  await api.call('post', '/kill/clear', { body: { route: 'chat', author: 'ana' } });
}

async function takesReports(api) {
  const id = await operation(api.gateway);
  await api.call('post', '/feedback', { body: { operation: id, rejected: true } });
  await api.call('post', '/feedback', { body: { operation: id }, status: 422 });
  await api.call('post', '/alerts', { body: { version: '4', alerts: [alert] } });
  await api.call('post', '/alerts', { body: { version: '5', alerts: [alert] }, status: 422 });
}

once('every endpoint answers as the document of the API says, and the document tells of every endpoint', async () => {
  const route = { rollback_owner: 'ana', stop_condition: 'two failures in a row' };
  await withGateway({ mocks, route }, async (gateway) => {
    // The end of a process signs what its log holds.
    await gateway.stop();
    await gateway.launch();
    const api = await Document.of(gateway);
    for (const part of [tellsHowItIs, takesWhatChecksSaw, movesTraffic, takesPersonsWords, takesReports]) await part(api);
    const answered = [...api.seen].filter(([, statuses]) => statuses.has(200)).map(([name]) => name);
    assert.deepEqual(answered.sort(), api.operations.sort());
    const { routes } = await api.call('get', '/');
    const there = routes.map(({ method, path }) => `${method.toLowerCase()} ${path}`);
    assert.deepEqual(api.operations.map((name) => name.replace(/\{[a-z]+\}$/, '*')).sort(), there.sort());
    const { code, stdout } = await run(['admin-api', '--json']);
    assert.equal(code, 0);
    assert.equal(stdout, api.text);
    const refused = await fetch(`${gateway.admin}/openapi.json`);
    assert.equal(refused.status, 401);
    api.check(['components', 'schemas', 'Error'], await refused.json());
  });
});
