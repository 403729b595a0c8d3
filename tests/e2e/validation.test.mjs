// What a route asks of its answers: checked before they go out, corrected once, taken from the next target, and recorded by category.
import assert from 'node:assert/strict';

import { ask, formName, forms, wholeAnswerOf } from './asking.mjs';
import { each, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();
const onlyB = { pattern: '^B-' };
const complete = { commit: 'complete' };
const chat = forms[0];

/** The attempts of one record, as `target:class:what the rules said`. */
const attemptsOf = (record) => record.attempts.map(({ target, class: name, output = '-' }) => `${target}:${name}:${output}`);

each('an answer that breaks the rules is taken from the next target, and no caller sees it', async (sdk) => {
  for (const form of forms) {
    await mocks.reset();
    const records = await withGateway({ mocks, route: { validate: onlyB, ...complete } }, async (gateway) => {
      const seen = await ask(gateway.client(sdk), form);
      assert.equal(wholeAnswerOf(seen.text), 'B', `${formName(form)}: ${seen.error}`);
      assert.equal(seen.headers.get('x-jurymast-fallback'), 'output_invalid');
    });
    assert.deepEqual(attemptsOf(records[0]), ['main:output_invalid:pattern', 'spare:ok:none'], formName(form));
    assert.equal(records[0].conditions.schema, 'true');
    assert.doesNotMatch(JSON.stringify(records), /hello|A-\d+-1/, 'no prompt and no answer is written down');
  }
});

each('with a corrective instruction the same target is asked once more, and the fallback gets the request as it came', async (sdk) => {
  await mocks.reset();
  const settings = { mocks, prompts: { 'begin-with-b': 'Begin with B.' }, route: { validate: onlyB, corrective: 'begin-with-b' } };
  const records = await withGateway(settings, async (gateway) => {
    assert.equal(wholeAnswerOf((await ask(gateway.client(sdk), chat)).text), 'B');
    const corrected = JSON.parse((await mocks.a.lastRequest()).body);
    assert.deepEqual(corrected.messages.map(({ content }) => content), ['hello', 'Begin with B.']);
    assert.deepEqual(JSON.parse((await mocks.b.lastRequest()).body).messages, [{ role: 'user', content: 'hello' }]);
  });
  const [record] = records;
  assert.deepEqual(attemptsOf(record), ['main:output_invalid:pattern', 'main:output_invalid:pattern', 'spare:ok:none']);
  assert.deepEqual(record.attempts.map(({ corrected = false }) => corrected), [false, true, false]);
  assert.equal(record.corrective, 'begin-with-b');
  assert.doesNotMatch(JSON.stringify(record), /Begin with B/, 'the text is named, not told');
});

each('a stream that has begun is checked at its end, and recorded', async (sdk) => {
  for (const form of forms.filter(({ stream }) => stream)) {
    await mocks.reset();
    const records = await withGateway({ mocks, route: { validate: onlyB } }, async (gateway) => {
      assert.equal(wholeAnswerOf((await ask(gateway.client(sdk), form)).text), 'A');
    });
    assert.deepEqual(attemptsOf(records[0]), ['main:ok:pattern'], formName(form));
    assert.equal(records[0].outcome, 'complete');
  }
});

each('where every answer breaks the rules the caller gets a final error', async (sdk) => {
  await mocks.reset();
  const records = await withGateway({ mocks, route: { validate: { pattern: '^never$' } } }, async (gateway) => {
    const seen = await ask(gateway.client(sdk, { maxRetries: 2 }), chat);
    assert.equal(seen.error?.status, 502);
    assert.equal(seen.error.code, 'output_invalid');
    assert.equal(seen.headers.get('x-should-retry'), 'false');
  });
  assert.equal(records.length, 1, 'the SDK did not come back');
});

/** A request for structured output in the family's own words. */
function asking(family, schema) {
  const format = { name: 'answer', schema, strict: true };
  return family === 'responses' ? { text: { format: { type: 'json_schema', ...format } } }
                                : { response_format: { type: 'json_schema', json_schema: format } };
}

each('the schema that a request carries is checked where the route says so', async (sdk) => {
  const fits = { type: 'object', properties: { ok: { type: 'boolean' }, path: { type: 'string' } }, required: ['ok', 'path'], additionalProperties: false };
  const fitsNot = { ...fits, required: ['ok', 'path', 'missing'] };
  await mocks.reset();
  const records = await withGateway({ mocks, route: { validate: { schema_from_request: true }, ...complete } }, async (gateway) => {
    for (const form of forms) {
      const good = await ask(gateway.client(sdk), form, asking(form.family, fits));
      assert.equal(good.error, null, formName(form));
      assert.equal(JSON.parse(good.text).ok, true);
      const bad = await ask(gateway.client(sdk), form, asking(form.family, fitsNot));
      assert.equal(bad.error?.code, 'output_invalid', formName(form));
    }
  });
  assert.equal(records.filter(({ outcome }) => outcome === 'complete').length, forms.length);
  assert.ok(records.filter(({ outcome }) => outcome === 'failed').every(({ attempts }) => attempts.every(({ output }) => output === 'schema')));
});

each('an answer without a field that the application reads is a broken contract', async (sdk) => {
  await mocks.reset();
  const records = await withGateway({ mocks, route: { depends_on: ['/nowhere/0'] } }, async (gateway) => {
    assert.equal((await ask(gateway.client(sdk), chat)).error?.code, 'contract_mismatch');
  });
  assert.deepEqual(attemptsOf(records[0]), ['main:contract_mismatch:missing_field', 'spare:contract_mismatch:missing_field']);
});

each('tool calls and plain answers pass the rules that are not for them', async (sdk) => {
  await mocks.reset();
  const validate = { schema: '{"type":"object"}', tool_arguments: true, non_empty: true };
  const tool = { type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } };
  await withGateway({ mocks, route: { validate } }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), chat, { tools: [tool], tool_choice: 'required' });
    assert.equal(seen.error, null);
    assert.equal(seen.finish, 'tool_calls');
  });
});
