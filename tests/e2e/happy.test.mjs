// Nothing fails: both families, streamed and not, and everything that must come through unchanged.
import assert from 'node:assert/strict';

import { ask, formName, forms, requestId, wholeAnswerOf } from './asking.mjs';
import { each, once, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();

/** The bytes of the body as the upstream got them. */
async function upstreamBody(mock) {
  const last = await mock.lastRequest();
  return last.body;
}

each('an answer arrives whole in every form and leaves one record', async (sdk) => {
  for (const form of forms) {
    await mocks.reset();
    let seen;
    const records = await withGateway({ mocks }, async (gateway) => { seen = await ask(gateway.client(sdk), form); });
    assert.equal(seen.error, null, formName(form));
    assert.equal(wholeAnswerOf(seen.text), 'A', `${formName(form)}: ${seen.text}`);
    assert.ok(['stop', 'completed'].includes(seen.finish));
    assert.equal(seen.headers.get('x-jurymast-target'), 'main');
    assert.equal(seen.headers.get('x-jurymast-route'), form.family === 'responses' ? 'answers' : 'chat');
    assert.equal(seen.headers.get('x-jurymast-attempts'), '1');
    assert.equal(seen.headers.get('x-jurymast-fallback'), null);
    assert.equal((await mocks.a.attempts()).length, 1);
    assert.equal((await mocks.b.attempts()).length, 0);
    assert.equal(records.length, 1);
    const [record] = records;
    assert.equal(record.id, requestId(seen));
    assert.equal(record.outcome, 'complete');
    assert.equal(record.class, 'ok');
    assert.equal(record.status, 200);
    assert.equal(record.attempts.length, 1);
    assert.equal(record.attempts[0].target, 'main');
  }
});

each('a tool call arrives whole, buffered and streamed', async (sdk) => {
  const chat = { tools: [{ type: 'function', function: { name: 'look_up', parameters: { type: 'object', properties: {} } } }], tool_choice: 'required' };
  const responses = { tools: [{ type: 'function', name: 'look_up', parameters: { type: 'object', properties: {} }, strict: false }], tool_choice: 'required' };
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    const client = gateway.client(sdk);
    const buffered = await ask(client, { family: 'chat_completions', stream: false }, chat);
    assert.equal(buffered.error, null);
    assert.equal(buffered.answer.choices[0].message.tool_calls[0].function.name, 'look_up');
    JSON.parse(buffered.answer.choices[0].message.tool_calls[0].function.arguments);
    const streamed = await ask(client, { family: 'chat_completions', stream: true }, chat);
    assert.equal(streamed.error, null);
    const pieces = streamed.chunks.flatMap((chunk) => chunk.choices[0]?.delta?.tool_calls ?? []);
    JSON.parse(pieces.map((piece) => piece.function?.arguments ?? '').join(''));
    assert.equal(streamed.finish, 'tool_calls');
    for (const stream of [false, true]) {
      const seen = await ask(client, { family: 'responses', stream }, responses);
      assert.equal(seen.error, null);
      const output = stream ? seen.chunks.at(-1).response.output : seen.answer.output;
      const call = output.find((item) => item.type === 'function_call');
      assert.equal(call.name, 'look_up');
      JSON.parse(call.arguments);
    }
  });
});

each('two choices, usage on the stream and JSON output come through', async (sdk) => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    const client = gateway.client(sdk);
    const two = await ask(client, { family: 'chat_completions', stream: false }, { n: 2 });
    assert.equal(two.answer.choices.length, 2);
    const streamed = await ask(client, { family: 'chat_completions', stream: true }, { n: 2, stream_options: { include_usage: true } });
    assert.equal(streamed.error, null);
    const indexes = new Set(streamed.chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.index)));
    assert.deepEqual([...indexes].sort(), [0, 1]);
    const usage = streamed.chunks.filter((chunk) => chunk.usage);
    assert.equal(usage.length, 1);
    assert.ok(usage[0].usage.total_tokens > 0);
    const json = await ask(client, { family: 'chat_completions', stream: false }, { response_format: { type: 'json_object' } });
    assert.equal(JSON.parse(json.text).ok, true);
    const limited = await ask(client, { family: 'chat_completions', stream: true }, { max_completion_tokens: 3 });
    assert.equal(limited.error, null);
    assert.equal(limited.finish, 'length');
  });
});

each('no usage event comes to a caller who did not ask for one', async (sdk) => {
  await mocks.reset();
  const main = { base_url: `${mocks.a.url}/v1`, model: 'model-a', families: ['chat_completions', 'responses'], request_usage: true };
  const records = await withGateway({ mocks, targets: { main } }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), { family: 'chat_completions', stream: true });
    assert.equal(wholeAnswerOf(seen.text), 'A');
    assert.equal(seen.chunks.filter((chunk) => chunk.usage || chunk.choices.length === 0).length, 0);
  });
  assert.equal(JSON.parse(await upstreamBody(mocks.a)).stream_options.include_usage, true);
  assert.ok(records[0].answer.tokens_out > 0);
});

once('the body travels byte for byte but for the model', async () => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    const body = '{ "temperature":1e-1,"seed" : 12345678901234567890123, "top_p":0.10,\n\t"metadata":{"z":"1","a":"\\u00e9\\ud83d\\ude00 é😀"},' +
      '"x_unknown":[1.0,-0,1E400,null,{"deep":true}] ,"model":"assistant","messages":[{"role":"user","content":"\\"model\\":\\"assistant\\" \\\\ ü"}] }';
    await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    assert.equal(await upstreamBody(mocks.a), body.replace('"model":"assistant"', '"model":"model-a"'));
  });
});

each('a body of five megabytes is carried and answered', async (sdk) => {
  await mocks.reset();
  const content = 'wörd 😀 '.repeat(500000);
  const main = target(mocks.a.url, 'model-a', { timeouts: { first_token: '60s', total: '60s' } });
  await withGateway({ mocks, targets: { main }, route: { deadline: '120s' } }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), { family: 'chat_completions', stream: true }, { messages: [{ role: 'user', content }] });
    assert.equal(seen.error, null);
    assert.equal(wholeAnswerOf(seen.text), 'A');
    assert.equal(JSON.parse(await upstreamBody(mocks.a)).messages[0].content, content);
  });
});

each('the list of models is the list of routes', async (sdk) => {
  await withGateway({ mocks }, async (gateway) => {
    const names = [];
    for await (const model of gateway.client(sdk).models.list()) names.push(model.id);
    assert.deepEqual([...new Set(names)], ['assistant']);
  });
});

each('ids: the answer names the operation and gives the caller its own back', async (sdk) => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), forms[0], {}, { headers: { 'x-client-request-id': 'mine-1' } });
    assert.match(requestId(seen), /^[0-9A-HJKMNP-TV-Z]{26}$/);
    assert.equal(seen.headers.get('x-client-request-id'), 'mine-1');
    const record = await gateway.record(requestId(seen));
    assert.match(record.caller_id, /^[0-9a-f]{16}$/);
    const head = (await mocks.a.lastRequest()).head;
    assert.match(head.toLowerCase(), new RegExp(`x-request-id: ${requestId(seen).toLowerCase()}`));
    assert.doesNotMatch(head, /client-key|mine-1|x-stainless/i);
  });
});

each('the metrics count what was served', async (sdk) => {
  await mocks.reset();
  await withGateway({ mocks }, async (gateway) => {
    for (const form of forms) await ask(gateway.client(sdk), form);
    const text = await gateway.metrics();
    const total = [...text.matchAll(/^jurymast_requests_total\{[^}]*\} (\d+)/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
    assert.equal(total, forms.length, text);
  });
});
