// What is refused by the gateway itself, each in the envelope that the SDKs understand.
import assert from 'node:assert/strict';

import { ask, forms } from './asking.mjs';
import { each, eventually, once, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();
const post = (gateway, body, path = '/v1/chat/completions') =>
  fetch(`${gateway.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

async function refusedWith(response, status, code) {
  const body = await response.json();
  assert.equal(response.status, status, JSON.stringify(body));
  assert.equal(body.error.code, code);
  for (const member of ['message', 'type']) assert.equal(typeof body.error[member], 'string');
  assert.ok('param' in body.error);
  assert.match(response.headers.get('x-request-id') ?? '', /^[0-9A-Z]{26}$/);
  return body.error;
}

each('a body beyond the limit is refused with 413', async (sdk) => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    const content = 'x'.repeat(21 * 1024 * 1024);
    const seen = await ask(gateway.client(sdk), forms[0], { messages: [{ role: 'user', content }] });
    assert.equal(seen.error?.status, 413, String(seen.error));
    assert.equal(seen.error.code, 'client_too_large');
  });
  assert.equal((await mocks.a.attempts()).length, 0);
});

each('a model that no route serves is told as an unknown model', async (sdk) => {
  await withGateway({ mocks }, async (gateway) => {
    for (const form of forms) {
      const seen = await ask(gateway.client(sdk), form, { model: 'nobody' });
      assert.ok(seen.error instanceof sdk.OpenAI.NotFoundError, String(seen.error));
      assert.equal(seen.error.code, 'model_not_found');
      assert.equal(seen.headers.get('x-should-retry'), 'false');
    }
  });
});

each('a path that does not exist is told in the envelope', async (sdk) => {
  await withGateway({ mocks }, async (gateway) => {
    const client = gateway.client(sdk);
    await assert.rejects(client.embeddings.create({ model: 'assistant', input: 'x' }),
                         (error) => error instanceof sdk.OpenAI.NotFoundError && error.code === 'path_unknown');
    await refusedWith(await fetch(`${gateway.url}/anything`), 404, 'path_unknown');
    await refusedWith(await fetch(`${gateway.url}/v1/chat/completions`), 404, 'path_unknown');
  });
});

once('a request that comes round to the gateway again is stopped', async () => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    const circular = gateway.url;
    gateway.configure({ mocks, server: { listen: new URL(circular).host }, targets: { main: { base_url: `${circular}/v1`, model: 'assistant', families: ['chat_completions', 'responses'] } }, route: { mode: 'off', fallback: [] } });
    await gateway.stop();
    await gateway.launch();
    const response = await post(gateway, JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'hello' }] }));
    assert.ok(response.status >= 500, String(response.status));
    await eventually('the record of the loop', async () => (await gateway.records()).some((record) => record.refusal === 'loop'), { every: 100 });
  });
});
