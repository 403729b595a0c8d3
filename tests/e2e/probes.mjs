// Probes with a ticket, as a check makes them: leave from the admin listener, then one ordinary request on the data listener.
import assert from 'node:assert/strict';

/** Ids of records are ULIDs; any 26 characters of their alphabet will do. */
let ids = 0;
export const freshId = () => `01KVKQM${String(ids++).padStart(19, '0')}`;

export async function askAdmin(gateway, method, path, body) {
  const response = await gateway.askAdmin(path, { method, body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: text === '' ? null : JSON.parse(text) };
}

export const askTicket = (gateway, wish) =>
  askAdmin(gateway, 'POST', '/probes', { run: 'run-1', check: 'happy_path', route: 'chat', ...wish });

export async function ticketFor(gateway, wish) {
  const { status, json } = await askTicket(gateway, wish);
  assert.equal(status, 200, JSON.stringify(json));
  assert.match(json.expires_at, /^20\d\d-.*Z$/);
  return json.ticket;
}

/** One request with that ticket. */
export async function sendProbe(gateway, ticket, { family = 'chat', stream = false, model = 'assistant', headers = {}, method = 'POST', path } = {}) {
  const chat = family === 'chat';
  const message = [{ role: 'user', content: 'Health check.' }];
  const body = chat ? { model, stream, messages: message } : { model, stream, input: message };
  const response = await fetch(`${gateway.url}${path ?? `/v1/${chat ? 'chat/completions' : 'responses'}`}`, {
    method, headers: { 'content-type': 'application/json', 'x-jurymast-probe': ticket, ...headers }, body: method === 'GET' ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, code: text.startsWith('{') ? JSON.parse(text).error?.code : undefined, id: response.headers.get('x-request-id'), headers: response.headers };
}

/** A whole probe: the answer, and what the gateway wrote down of it. */
export async function probe(gateway, wish = {}, form = {}) {
  const seen = await sendProbe(gateway, await ticketFor(gateway, wish), form);
  const { status, json } = await askAdmin(gateway, 'GET', `/operations/${seen.id}`);
  assert.equal(status, 200, JSON.stringify(json));
  return { ...seen, record: json, wish };
}

/** The record that a check makes of a probe. */
export function recordOf(seen, changes = {}) {
  const { record, wish } = seen;
  const last = record.attempts?.at(-1);
  return {
    v: 1, kind: 'probe', id: freshId(), ts: new Date().toISOString().replace('Z', '000Z'), config: record.config, route: 'chat',
    target: wish.target ?? 'main', family: record.family, run: 'run-1', check: wish.check ?? 'happy_path',
    request_type: (wish.fault ?? 'none') === 'none' ? 'happy_path' : 'error_path', path: 'gateway', routing: wish.target ? 'forced' : 'natural',
    fault: wish.fault ?? 'none', fixture: 'json-ok@1', expected: 'told_apart', operation: seen.id, attempts: record.attempts?.length ?? 0,
    ...(record.served_by ? { answered_by: record.served_by } : {}), ...(last?.status ? { status: last.status } : {}), class: record.class,
    substituted: 'unknown', id_present: 'not_returned', usage_present: 'not_returned', required_present: 'not_returned', retry: 'no_retry',
    decision: 'pass', decided_by: 'auto', assertions: [{ name: 'sent_once', result: 'pass' }], ...changes,
  };
}
