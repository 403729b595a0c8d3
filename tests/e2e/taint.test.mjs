// Nothing of a prompt, an answer or a key stays anywhere: files, logs, metrics, status, the process's own command line.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';

import { families } from './asking.mjs';
import { run } from './child.mjs';
import { Gateway, Mock, eventually, freshFolder, once, target } from './harness.mjs';
import { filesBelow, findings, plant } from './taint.mjs';

const completion = plant('a completion');
const fallbackCompletion = plant("a fallback's completion");
const mocks = { a: await Mock.start(completion), b: await Mock.start(fallbackCompletion) };
after(async () => { await mocks.a.stop(); await mocks.b.stop(); });
const clientKey = plant("a client's key");
const providerKey = plant("a provider's key");
const settings = (folder) => ({
  mocks, folder,
  clients: { web: { key: { env: 'TAINT_CLIENT' } } },
  targets: Object.fromEntries([['main', mocks.a], ['spare', mocks.b]].map(([name, mock]) =>
    [name, target(mock.url, 'model-a', { api_key: { env: 'TAINT_PROVIDER' }, headers: { 'x-tenant': plant('a configured header') } })])),
  prompts: { 'correct-v1': plant('a corrective prompt'), 'spare-v1': plant('a prompt variant') },
  route: { validate: { schema_from_request: true, tool_arguments: true }, corrective: 'correct-v1', prompt_variants: { spare: 'spare-v1' },
           degrade: { version: 'short-v1', turns_max: 1 } },
  env: { TAINT_CLIENT: clientKey, TAINT_PROVIDER: providerKey },
});

/** What an upstream does to a request, with words of its own in what it says. */
const errorOf = (status) => ({
  status, error_message: plant(`the message of a ${status}`), error_code: plant(`the code of a ${status}`), error_param: plant(`the param of a ${status}`),
  headers: { 'x-upstream': plant(`a header of a ${status}`) } });
const faults = [
  {}, { tool_call: true }, { bad_arguments: true }, { refusal: true }, ...[400, 403, 404, 409, 413, 422, 500, 503, 529].map(errorOf),
  { status: 400, error_code: 'context_length_exceeded', error_message: plant('the message of a long prompt') },
  { error_in_200: true, error_message: plant('an error in a 200') },
  { error_event: 3, error_message: plant('an error in a stream') },
  { html: true, body: `<html>${plant('a page')}</html>` }, { body: plant('a body that is no JSON') }, { redirect: `https://${plant('a redirect')}.example/` },
  { malformed: true }, { cut_event: 4 }, { cut_event: 4, cut: 'end' }, { content_type: plant('a content type') }, { reset: true }, { empty: true },
];

const tool = () => ({ name: plant('the name of a tool').slice(0, 30), description: plant('what a tool does'), parameters: { type: 'object', properties: {} } });

function bodyOf(family, stream) {
  const said = { metadata: { key: plant('metadata') }, user: plant('a user'), stream };
  if (family === 'responses') {
    return { model: 'assistant', store: false, instructions: plant('instructions'), input: [{ role: 'user', content: plant('an input') }],
             tools: [{ type: 'function', ...tool() }], ...said };
  }
  const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: JSON.stringify({ of: plant('arguments of a tool') }) } };
  return { model: 'assistant', tools: [{ type: 'function', function: tool() }], stop: [plant('a stop word')], ...said,
           messages: [{ role: 'system', content: plant('a system prompt') }, { role: 'user', content: plant('a prompt') },
                      { role: 'assistant', content: null, tool_calls: [call] }, { role: 'tool', tool_call_id: 'call_1', content: plant("a tool's result") },
                      { role: 'user', content: [{ type: 'text', text: plant('a part of a prompt') }] }] };
}

const paths = { chat_completions: 'chat/completions', responses: 'responses' };

/** Planted once: each word that is looked for costs a search of everything. */
const bodies = Object.fromEntries(families.map((family) => [family, [false, true].map((stream) => bodyOf(family, stream))]));
const [callersId, ownHeader, query] = [plant("a caller's id"), plant('a header'), plant('a query')];

async function post(gateway, path, body, headers = {}) {
  const response = await fetch(`${gateway.url}/v1/${path}`, {
    method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { authorization: `Bearer ${clientKey}`, 'content-type': 'application/json', 'x-request-id': callersId, 'x-own': ownHeader, ...headers },
  });
  await response.text().catch(() => {});
  return response;
}

async function everyRequestOfOurs(gateway) {
  for (const fault of faults) {
    await mocks.a.forget();
    await mocks.a.misbehave(fault);
    for (const family of families) {
      for (const body of bodies[family]) await post(gateway, `${paths[family]}?q=${query}`, body);
    }
    assert.ok((await mocks.a.attempts()).length >= 4, `not every request met ${JSON.stringify(fault)}`);
  }
  // A rate limit pauses its target, so it comes last, and from the other one.
  await mocks.a.misbehave({ status: 500 });
  await mocks.b.misbehave(errorOf(429));
  await post(gateway, 'chat/completions', bodies.chat_completions[0]);
  await mocks.b.heal();
  await mocks.a.heal();
}

async function everyRefusal(gateway) {
  await post(gateway, 'chat/completions', bodies.chat_completions[0], { authorization: `Bearer ${plant('a wrong key')}` });
  await post(gateway, 'chat/completions', { ...bodies.chat_completions[0], model: plant('an unknown model') });
  await post(gateway, 'chat/completions', `{"model":"assistant","messages":[{"content":"${plant('a broken body')}"`);
  await post(gateway, 'chat/completions', `{"model":"assistant","${plant('a key')}":1,"model":"${plant('a second model')}"}`);
  await post(gateway, plant('an unknown path'), {});
  await post(gateway, 'responses', { model: 'assistant', input: 'x', previous_response_id: plant('an id of state') });
  await post(gateway, `responses/${plant('a stored id')}/cancel`, '');
}

/** All that the outside can ask a running gateway, and what it wrote on its own. */
async function saidBy(gateway) {
  const status = await (await gateway.askAdmin('/status')).text();
  const commandLine = readFileSync(`/proc/${gateway.child.process.pid}/cmdline`, 'latin1');
  return [['stdout', gateway.child.stdout], ['stderr', gateway.child.stderr], ['metrics', await gateway.metrics()], ['status', status],
          ['the command line', commandLine]];
}

async function commandsOver(gateway) {
  const own = ['--state', gateway.state];
  const exported = await run(['log', 'export', ...own]);
  const ids = exported.stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'operation').map(({ id }) => id);
  assert.ok(ids.length > faults.length * 4, 'there were no records to look through');
  const said = [['log export', exported.stdout], ['log verify', (await run(['log', 'verify', ...own])).stdout]];
  for (const id of [ids[0], ids.at(-1)]) said.push(['log explain', (await run(['log', 'explain', id, ...own])).stdout]);
  const checked = await run(['status', '--config', gateway.file], { env: gateway.env });
  return [...said, ['status command', checked.stdout + checked.stderr]];
}

function expectClean(texts) {
  const found = texts.flatMap(([where, text]) => findings(where, text));
  assert.deepEqual([...new Set(found)], []);
}

once('no prompt, answer or key stays behind, whatever goes wrong, and not after a crash either', async () => {
  const gateway = await Gateway.start(settings(freshFolder()));
  after(() => gateway.child.process.kill('SIGKILL'));
  await everyRequestOfOurs(gateway);
  await everyRefusal(gateway);
  await eventually('all records', async () => (await gateway.records()).length >= faults.length * 4);
  expectClean(await saidBy(gateway));
  expectClean(await commandsOver(gateway));

  // What runs when the process dies is in the journal alone.
  await mocks.a.forget();
  await mocks.a.misbehave({ pace: '200ms', tokens: 40 });
  const cut = post(gateway, 'chat/completions', bodies.chat_completions[1]).catch(() => {});
  await eventually('the stream', async () => (await mocks.a.attempts()).length > 0);
  gateway.child.signal('SIGABRT');
  await gateway.child.exited;
  await cut;
  expectClean(filesBelow(gateway.state));
  for (const folder of [gateway.folder, gateway.state, process.cwd()]) assert.ok(!existsSync(join(folder, 'core')), `a core file in ${folder}`);

  await gateway.launch();
  assert.ok((await gateway.records()).some(({ outcome }) => outcome === 'interrupted'));
  // Last, since from then on the credential is out of use.
  await mocks.a.misbehave(errorOf(401));
  await post(gateway, 'chat/completions', bodies.chat_completions[0]);
  assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
  expectClean(filesBelow(gateway.state));
  expectClean([['stderr', gateway.child.stderr]]);
});

once('a key that was configured as a name is masked in the record, in the log and on the pages, counted and told', async () => {
  const key = `k4711-${clientKey.slice(0, 24)}`;
  const gateway = await Gateway.start({
    mocks, env: { TAINT_NAMED: key }, server: { labels: { tenant: key } }, targets: { main: target(mocks.a.url, 'model-a', { api_key: { env: 'TAINT_NAMED' } }) } });
  await mocks.a.heal();
  assert.equal((await post(gateway, 'chat/completions', bodies.chat_completions[0])).status, 200);
  await eventually('the alarm', () => gateway.child.stderr.includes('/labels/tenant'));
  assert.match(await gateway.metrics(), /^jurymast_records_quarantined_total [1-9]/m);
  await gateway.stop();
  assert.equal(gateway.child.stderr.split('/labels/tenant').length, 2, 'told once');
  const { stdout } = await run(['log', 'export', '--state', gateway.state]);
  const snapshot = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find(({ kind }) => kind === 'snapshot');
  assert.equal(snapshot.labels.tenant, '[REDACTED:known_secret]');
  assert.deepEqual(snapshot.redaction, { status: 'quarantined', masked: ['/labels/tenant'], hits: { known_secret: 1 } });
  const { code } = await run(['log', 'verify', '--state', gateway.state]);
  assert.equal(code, 0);
  for (const [where, text] of [['stderr', gateway.child.stderr], ['the log', stdout], ...filesBelow(join(gateway.state, 'log'))])
    assert.ok(!text.includes(key), where);
});

once('a planted word that does stay behind is found in each of its forms', () => {
  const word = plant('a test');
  const bytes = Buffer.from(word);
  const forms = [word, bytes.toString('hex'), bytes.toString('base64'), Buffer.from(`x${word}`).toString('base64'),
                 Buffer.from(`{"a":"${word}"}`).toString('base64'), `"${word}"`];
  for (const text of forms) assert.ok(findings('a text', `before ${text} after`).includes('a test in a text'), text);
  assert.deepEqual(findings('a text', 'nothing of note'), []);
});
