// Which model was asked for, sent and returned, as the record tells it: whatever a provider calls the model that answered.
import assert from 'node:assert/strict';
import { once as event } from 'node:events';
import { createServer } from 'node:http';
import { after } from 'node:test';

import { ask, formName, forms, requestId } from './asking.mjs';
import { run } from './child.mjs';
import { once, sdks, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();

const sentence = 'Dear customer, the password is canary-7391';

/** What a provider answers that calls its model so; undefined: it names none. */
function answerOf(family, model) {
  if (family === 'chat_completions') {
    return { id: 'c-1', object: 'chat.completion', created: 1, model,
             choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'A-1-1' } }],
             usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } };
  }
  return { id: 'r-1', object: 'response', created_at: 1, model, status: 'completed',
           output: [{ type: 'message', id: 'm-1', role: 'assistant', status: 'completed',
                      content: [{ type: 'output_text', text: 'A-1-1', annotations: [] }] }] };
}

function eventsOf(family, model) {
  if (family === 'responses') {
    const whole = answerOf(family, model);
    return [{ type: 'response.created', sequence_number: 0, response: { ...whole, status: 'in_progress', output: [] } },
            { type: 'response.output_text.delta', sequence_number: 1, item_id: 'm-1', output_index: 0, content_index: 0, delta: 'A-1-1' },
            { type: 'response.completed', sequence_number: 2, response: whole }];
  }
  const chunk = { id: 'c-1', object: 'chat.completion.chunk', created: 1, model };
  return [{ ...chunk, choices: [{ index: 0, delta: { role: 'assistant', content: 'A-1-1' }, finish_reason: null }] },
          { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }];
}

/** A provider whose answers call the model as they are told to. */
class Provider {
  static async start() {
    const provider = new Provider();
    provider.server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => { body += part; });
      request.on('end', () => provider.answer(request.url, JSON.parse(body), response));
    });
    provider.server.listen(0, '127.0.0.1');
    await event(provider.server, 'listening');
    after(() => provider.server.close());
    provider.url = `http://127.0.0.1:${provider.server.address().port}`;
    return provider;
  }
  answer(path, asked, response) {
    this.asked = asked.model;
    const family = path.endsWith('/responses') ? 'responses' : 'chat_completions';
    if (!asked.stream) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(answerOf(family, this.model)));
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const one of eventsOf(family, this.model)) response.write(`event: ${one.type ?? 'message'}\ndata: ${JSON.stringify(one)}\n\n`);
    return response.end(family === 'responses' ? '' : 'data: [DONE]\n\n');
  }
}

const provider = await Provider.start();

const told = (record) => ({
  alias: record.model_alias, requested: record.model_requested, returned: record.answer.model_returned,
  substituted: record.answer.model_substituted, unprintable: record.answer.model_returned_unprintable,
});

once('the record tells the alias, the model that was sent, and what the answer called it, in every form', async () => {
  const cases = [
    { model: 'model-a', expected: { returned: 'model-a', substituted: undefined, unprintable: undefined } },
    { model: 'model-a-2026-01-31', expected: { returned: 'model-a-2026-01-31', substituted: 'true', unprintable: undefined } },
    { model: undefined, expected: { returned: undefined, substituted: 'not_returned', unprintable: undefined } },
    { model: sentence, expected: { returned: undefined, substituted: 'true', unprintable: true } },
    { model: 'jane.doe@example.com', expected: { returned: undefined, substituted: 'true', unprintable: true } },
  ];
  let gateway;
  await withGateway({ mocks, targets: { main: target(provider.url, 'model-a') } }, async (running) => {
    gateway = running;
    const client = gateway.client(sdks[0]);
    for (const form of forms) {
      for (const { model, expected } of cases) {
        provider.model = model;
        const seen = await ask(client, form);
        assert.equal(seen.error, null, `${formName(form)} ${model}: ${seen.error}`);
        const record = await gateway.record(requestId(seen));
        assert.deepEqual(told(record), { alias: 'assistant', requested: 'model-a', ...expected }, `${formName(form)} ${model}`);
      }
    }
  });
  const { stdout } = await run(['log', 'export', '--state', gateway.state]);
  for (const word of ['canary-7391', 'password', 'jane.doe']) assert.ok(!stdout.includes(word), `the log holds ${word}`);
});

once('a name that a client chose is passed on as it is, and called by the entry of the route that it fits', async () => {
  await withGateway({ mocks, targets: { main: target(provider.url, undefined) }, route: { match: ['gpt-*'], mode: 'off', fallback: undefined } }, async (gateway) => {
    const client = gateway.client(sdks[0]);
    provider.model = 'gpt-5.1-mini';
    const good = await gateway.record(requestId(await ask(client, forms[0], { model: 'gpt-5.1-mini' })));
    assert.equal(provider.asked, 'gpt-5.1-mini');
    assert.deepEqual(told(good), { alias: 'gpt-*', requested: 'gpt-5.1-mini', returned: 'gpt-5.1-mini', substituted: undefined, unprintable: undefined });
    const odd = await gateway.record(requestId(await ask(client, forms[0], { model: `gpt-${sentence}` })));
    assert.equal(odd.model_requested, undefined);
    assert.equal(odd.model_requested_unprintable, true);
    const { stdout } = await run(['log', 'export', '--state', gateway.state]);
    assert.ok(!stdout.includes('canary-7391'));
    const explained = await run(['log', 'explain', good.id, '--state', gateway.state]);
    assert.match(explained.stdout, /Asked for as gpt-\*, sent as gpt-5\.1-mini; the answer names gpt-5\.1-mini\./);
  });
});
