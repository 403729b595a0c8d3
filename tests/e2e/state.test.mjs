// Requests that lean on what a provider keeps stay with that provider.
import assert from 'node:assert/strict';

import { ask } from './asking.mjs';
import { each, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();
const stored = { family: 'responses', stream: false };

each('a follow-up goes to the target that gave the first answer', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave([{ fault: { status: 503 }, for_next: 2 }]);
  await withGateway({ mocks }, async (gateway) => {
    const client = gateway.client(sdk);
    const first = await ask(client, stored, { store: true });
    assert.equal(first.headers.get('x-jurymast-target'), 'spare');
    await mocks.a.forget();
    for (const stream of [false, true]) {
      const next = await ask(client, { family: 'responses', stream }, { store: true, previous_response_id: first.answer.id });
      assert.equal(next.error, null, String(next.error));
      assert.equal(next.headers.get('x-jurymast-target'), 'spare');
    }
    assert.equal((await mocks.a.attempts()).length, 0);
  });
});

each('a follow-up whose target fails is refused, not sent elsewhere', async (sdk) => {
  await mocks.reset();
  const records = await withGateway({ mocks }, async (gateway) => {
    const client = gateway.client(sdk);
    const first = await ask(client, stored, { store: true });
    assert.equal(first.headers.get('x-jurymast-target'), 'main');
    await mocks.a.misbehave({ status: 503 });
    const next = await ask(client, stored, { store: true, previous_response_id: first.answer.id });
    assert.equal(next.error?.status, 503);
    assert.equal(next.error.code, 'overloaded');
  });
  assert.equal((await mocks.b.attempts()).length, 0);
  assert.equal(records[1].fallback_taken ?? false, false);
});

each('state that no provider holds is told as it is', async (sdk) => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), stored, { previous_response_id: 'resp_nobody' });
    assert.equal(seen.error?.status, 400);
    assert.equal(seen.error.code, 'previous_response_not_found');
  });
  assert.equal((await mocks.b.attempts()).length, 0);
});

each('a kept response is read, listed, cancelled and deleted where it is kept', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave([{ fault: { status: 503 }, for_next: 2 }]);
  await withGateway({ mocks }, async (gateway) => {
    const client = gateway.client(sdk);
    const first = await ask(client, stored, { store: true });
    assert.equal(first.headers.get('x-jurymast-target'), 'spare');
    await mocks.a.forget();
    await mocks.b.forget();
    const { id } = first.answer;
    assert.equal((await client.responses.retrieve(id)).id, id);
    await client.responses.inputItems.list(id);
    await client.responses.delete(id);
    await assert.rejects(client.responses.retrieve(id), (error) => error.status === 404);
    const background = await client.responses.create({ model: 'assistant', input: 'hello', background: true, store: true });
    await client.responses.cancel(background.id).catch((error) => { if (error.status >= 500) throw error; });
    const paths = (await mocks.b.attempts()).map(({ method, path }) => `${method} ${path}`);
    assert.ok(paths.includes(`GET /v1/responses/${id}`), paths.join());
    assert.ok(paths.includes(`GET /v1/responses/${id}/input_items`), paths.join());
    assert.ok(paths.includes(`DELETE /v1/responses/${id}`), paths.join());
    const cancelled = [...await mocks.a.attempts(), ...await mocks.b.attempts()].filter(({ path }) => path === `/v1/responses/${background.id}/cancel`);
    assert.equal(cancelled.length, 1);
  });
});
