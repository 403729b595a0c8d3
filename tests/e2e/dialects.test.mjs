// What one target needs different in its requests: fields, query, members of the body, and its own system prompt.
import assert from 'node:assert/strict';

import { ask, forms, wholeAnswerOf } from './asking.mjs';
import { each, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();
const env = { DIALECT_KEY: 'provider-key-for-the-dialect' };

each('a target is asked in its own dialect', async (sdk) => {
  await mocks.reset();
  const main = target(mocks.a.url, 'model-a', {
    api_key: { env: 'DIALECT_KEY' }, key_field: 'api-key', headers: { 'x-tenant': 'blue' }, query: { 'api-version': '2026-01-01 preview' },
    token_limit_member: 'max_tokens', set: { top_k: '3' }, remove: ['seed'],
  });
  const records = await withGateway({ mocks, env, targets: { main } }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), forms[0], { max_completion_tokens: 100, seed: 1, user: 'kept' });
    assert.equal(wholeAnswerOf(seen.text), 'A', String(seen.error));
    const { head, body } = await mocks.a.lastRequest();
    assert.match(head, /^POST \/v1\/chat\/completions\?api-version=2026-01-01%20preview HTTP\/1\.1\r\n/);
    assert.match(head, /\r\napi-key: provider-key-for-the-dialect\r\n/i);
    assert.doesNotMatch(head, /authorization/i);
    assert.match(head, /\r\nx-tenant: blue\r\n/i);
    const sent = JSON.parse(body);
    assert.deepEqual([sent.max_tokens, sent.max_completion_tokens, sent.top_k, sent.seed, sent.user], [100, undefined, 3, undefined, 'kept']);
  });
  assert.deepEqual(records[0].adapted, ['token_limit_renamed', 'member_set', 'member_removed']);
  assert.doesNotMatch(JSON.stringify(records), /provider-key|blue|preview/);
});

each('a fallback may carry its own system prompt, recorded by name', async (sdk) => {
  for (const form of forms) {
    await mocks.reset();
    await mocks.a.misbehave({ status: 500 });
    const route = { prompt_variants: { spare: 'spare-v2' } };
    const records = await withGateway({ mocks, prompts: { 'spare-v2': 'Be brief.\nBe "kind".' }, route }, async (gateway) => {
      assert.equal(wholeAnswerOf((await ask(gateway.client(sdk), form)).text), 'B');
      const sent = JSON.parse((await mocks.b.lastRequest()).body);
      assert.equal(form.family === 'responses' ? sent.instructions : sent.messages[0].content, 'Be brief.\nBe "kind".');
      assert.equal(JSON.parse((await mocks.a.lastRequest()).body).instructions, undefined);
    });
    const last = records[0].attempts.at(-1);
    assert.equal(last.prompt_variant, 'spare-v2');
    assert.equal(records[0].attempts[0].prompt_variant, undefined);
    assert.deepEqual(records[0].adapted, ['system_replaced']);
    assert.doesNotMatch(JSON.stringify(records), /Be brief/);
  }
});
