// The last tier: when every target failed, less of the request is asked for once more, and everybody is told.
import assert from 'node:assert/strict';

import { ask, forms, wholeAnswerOf } from './asking.mjs';
import { each, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();
const degrade = { version: 'short-v1', turns_max: 1, drop_optional_tools: true, token_limit: 64 };
const tooLong = { status: 400, error_code: 'context_length_exceeded' };
const conversation = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: 'first' },
  { role: 'assistant', content: 'second' },
  { role: 'user', content: 'third' },
];
const tool = { type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } };
const request = (family) => (family === 'responses' ? { input: conversation } : { messages: conversation, tools: [tool] });

each('a prompt that fits nowhere is shortened, sent once more, and said to be', async (sdk) => {
  for (const form of forms) {
    await mocks.reset();
    await mocks.a.misbehave([{ fault: tooLong, for_next: 1 }]);
    const records = await withGateway({ mocks, route: { degrade } }, async (gateway) => {
      const seen = await ask(gateway.client(sdk), form, request(form.family));
      assert.equal(wholeAnswerOf(seen.text), 'A', String(seen.error));
      assert.equal(seen.headers.get('x-jurymast-degraded'), 'short-v1');
      const sent = JSON.parse((await mocks.a.lastRequest()).body);
      const turns = form.family === 'responses' ? sent.input : sent.messages;
      assert.deepEqual(turns.map(({ content }) => content), ['Be kind.', 'third']);
      assert.equal(sent.tools, undefined);
      assert.equal(sent.max_completion_tokens ?? sent.max_output_tokens, 64);
    });
    const [record] = records;
    assert.equal(record.decision, 'degrade');
    assert.equal(record.degraded, 'short-v1');
    assert.deepEqual(record.attempts.map(({ degraded = false }) => degraded), [false, true]);
    assert.ok(record.adapted.includes('turns_dropped'));
  }
});

each('nothing is degraded where the request is answered as it came', async (sdk) => {
  await mocks.reset();
  const records = await withGateway({ mocks, route: { degrade } }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), forms[0], request('chat_completions'));
    assert.equal(seen.headers.get('x-jurymast-degraded'), null);
  });
  assert.equal(records[0].decision, undefined);
});

each('the tier comes after the fallback, and its failure is the end', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave({ status: 503 });
  await mocks.b.misbehave({ status: 503 });
  const records = await withGateway({ mocks, route: { degrade } }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), forms[0], request('chat_completions'));
    assert.equal(seen.error?.status, 503);
    assert.equal(seen.headers.get('x-jurymast-degraded'), null);
  });
  assert.deepEqual(records[0].attempts.map(({ target, degraded = false }) => `${target} ${degraded}`), ['main false', 'spare false', 'spare true']);
});
