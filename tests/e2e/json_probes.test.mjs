// The body of a request means the same to us and to the provider: a good one goes on byte for byte but for the model, one that could be
// read in two ways goes nowhere.
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';

import { once, target, withGateway } from './harness.mjs';
import { invalidJson, validJson } from './json_cases.mjs';
import { latin1 } from './raw_client.mjs';
import { Witness } from './witness.mjs';

const witness = await Witness.start();
const settings = { mocks: { a: witness, b: witness }, targets: { main: target(witness.url, 'model-a'), spare: target(witness.url, 'model-a') } };
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const messages = '"messages":[{"role":"user","content":"hello"}]';
const paths = { chat: '/v1/chat/completions', responses: '/v1/responses' };
const rows = (table) => table.flatMap(([rule, texts]) => texts.map((text) => ({ rule, text })));
const shown = (text) => (text.length > 200 ? `${text.slice(0, 200)}… (${text.length} bytes)` : JSON.stringify(text));

/** Sends the bytes (a text is Latin-1) as they are and gives the status and the text of the answer. */
function ask(gateway, body, path = paths.chat) {
  const bytes = Buffer.isBuffer(body) ? body : latin1(body);
  const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
  return new Promise((resolve, reject) => {
    const asking = request(`${gateway.url}${path}`, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => { text += part; });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    asking.on('error', reject).end(bytes);
  });
}

async function expectServed(gateway, body, sent) {
  witness.forget();
  const { status, text } = await ask(gateway, body);
  assert.equal(status, 200, `${shown(body)}: ${text}`);
  assert.equal(witness.requests.length, 1, shown(body));
  assert.ok(witness.requests[0].body.equals(latin1(sent)), `sent on changed: ${shown(witness.requests[0].body.toString('latin1'))}`);
}

async function expectRefused(gateway, body, { status = 400, code = 'client_json', path } = {}) {
  witness.forget();
  const name = shown(Buffer.isBuffer(body) ? body.toString('latin1') : body);
  const answer = await ask(gateway, body, path);
  assert.equal(answer.status, status, `${name}: ${answer.text.slice(0, 200)}`);
  const { error } = JSON.parse(answer.text);
  assert.equal(error.code, code, name);
  assert.equal(error.type, 'invalid_request_error', name);
  assert.ok(typeof error.message === 'string' && 'param' in error, name);
  assert.equal(witness.requests.length, 0, name);
}

const around = [
  (model, text) => `{"model":"${model}",${messages},"probe":${text}}`,
  (model, text) => `{"probe":${text},"model":"${model}",${messages}}`,
  (model, text) => `{"model":"${model}","messages":[{"role":"user","content":"hello","probe":[0,${text}]}]}`,
];

once('a body that keeps the grammar goes on byte for byte but for the model', async (t) => {
  const all = rows(validJson);
  t.diagnostic(`${all.length} valid texts`);
  assert.ok(all.length >= 95);
  await withGateway(settings, async (gateway) => {
    for (const { rule, text } of all) {
      await t.test(`8259 ${rule}: ${shown(text).slice(0, 80)}`, async () => {
        const places = rule.startsWith('9 depth') ? around.slice(0, 2) : around;
        for (const make of places) await expectServed(gateway, make('assistant', text), make('model-a', text));
      });
    }
  });
});

once('a body that breaks the grammar gets 400 and goes nowhere', async (t) => {
  const all = rows(invalidJson);
  t.diagnostic(`${all.length} invalid texts`);
  assert.ok(all.length >= 180);
  const records = await withGateway(settings, async (gateway) => {
    for (const { rule, text } of all) {
      await t.test(`8259 ${rule}: ${shown(text).slice(0, 80)}`, async () => {
        for (const make of around) await expectRefused(gateway, make('assistant', text));
      });
    }
  });
  assert.equal(records.length, all.length * around.length);
  for (const record of records) assert.equal(record.refusal, 'client_json');
});

const good = `{"model":"assistant",${messages}}`;
const bytesOf = (text, encoding) => Buffer.from(text, encoding);

const wholeBodies = {
  'no body': '',
  'spaces alone': ' \r\n\t',
  'a string': '"assistant"',
  'a number': '1',
  'null': 'null',
  'an array': '[]',
  'an array around the object': `[${good}]`,
  'two objects': good + good,
  'two objects in two lines': `${good}\n${good}`,
  'something behind the object': `${good}x`,
  'a comma behind the object': `${good},`,
  'a NUL behind the object': `${good}\0`,
  'a comma before the end': good.replace(/}$/, ',}'),
  'a byte-order mark': bytesOf(`\ufeff${good}`, 'utf8'),
  'UTF-16, little end first': bytesOf(good, 'utf16le'),
  'UTF-16 with its mark': bytesOf(`\ufeff${good}`, 'utf16le'),
  'UTF-16, big end first': bytesOf(good, 'utf16le').swap16(),
  'UTF-32': Buffer.concat([...good].map((c) => Buffer.from([c.charCodeAt(0), 0, 0, 0]))),
  'a form': 'model=assistant&messages=hello',
  'an event': `data: ${good}\n\n`,
  'compressed bytes': Buffer.from('1f8b0800000000000003ab562ac9482d4a050022a6a1ee09000000', 'hex'),
};

once('a body that is no JSON object, or not in UTF-8, gets 400 and goes nowhere', async () => {
  await withGateway(settings, async (gateway) => {
    for (const body of Object.values(wholeBodies)) await expectRefused(gateway, body);
    for (let size = 0; size < good.length; size++) await expectRefused(gateway, good.slice(0, size));
    await expectServed(gateway, ` \r\n\t${good}\n`, ` \r\n\t${good.replace('assistant', 'model-a')}\n`);
  });
});

const routingKeys = {
  chat: { model: ['"assistant"', '"other"'], stream: ['false', 'true'], n: ['1', '2'], messages: ['[]', '[{"role":"user","content":"x"}]'], store: ['false',
      'true'],
          stream_options: ['{}', '{"include_usage":true}'], max_tokens: ['1', '2'], max_completion_tokens: ['1', '2'], tools: ['[]', '[{}]'] },
  responses: { model: ['"assistant"', '"other"'], stream: ['false', 'true'], input: ['"a"', '"b"'], store: ['false', 'true'], background: ['false', 'true'],
               previous_response_id: ['null', '"resp_1"'], conversation: ['null', '"conv_1"'], tools: ['[]', '[{"type":"web_search"}]'],
      max_output_tokens: ['1', '2'],
               prompt: ['null', '{"id":"pmpt_1"}'] },
};
const escaped = (key, at) => `${key.slice(0, at)}\\u${key.charCodeAt(at).toString(16).padStart(4, '0')}${key.slice(at + 1)}`;

once('a field that decides where a request goes is given once, however its name is spelled', async () => {
  await withGateway(settings, async (gateway) => {
    for (const [family, keys] of Object.entries(routingKeys)) {
      for (const [key, values] of Object.entries(keys)) {
        const others = Object.entries(keys).filter(([other]) => other === 'model' && other !== key).map(([other, [value]]) => `"${other}":${value}`);
        for (const spelling of [key, escaped(key, 0), escaped(key, key.length - 1)]) {
          for (const [first, second] of [values, [...values].reverse(), [values[0], values[0]]]) {
            const members = [`"${key}":${first}`, ...others, '"x":{"y":[1]}', `"${spelling}":${second}`];
            await expectRefused(gateway, `{${members.join(',')}}`, { path: paths[family] });
          }
        }
      }
    }
  });
});

once('a routing field is read by its exact name, escapes resolved, and of its one type', async () => {
  await withGateway(settings, async (gateway) => {
    for (const name of ['mod\\u0065l', '\\u006d\\u006f\\u0064\\u0065\\u006c', '\\u006Dodel']) {
      await expectServed(gateway, `{"${name}":"assistant",${messages}}`, `{"${name}":"model-a",${messages}}`);
    }
    await expectServed(gateway, `{"model":"\\u0061ssistant",${messages}}`, `{"model":"model-a",${messages}}`);
    for (const name of ['Model', 'MODEL', 'mod\\u0045l']) {
      await expectRefused(gateway, `{"${name}":"assistant",${messages}}`);
      await expectRefused(gateway, `{"model":"assistant","${name}":"evil",${messages}}`);
    }
    for (const name of ['model ', ' model', 'm\\u00f6del', 'model\\u0000', 'mode\\u013a', '\\uff4dodel']) {
      await expectRefused(gateway, `{"${name}":"assistant",${messages}}`, { status: 404, code: 'model_not_found' });
    }
    for (const model of ['Assistant', 'assistant ', 'assistant\\u0000', 'assistant\\n', 'assistant\\u200b', '']) {
      await expectRefused(gateway, `{"model":"${model}",${messages}}`, { status: 404, code: 'model_not_found' });
    }
    const wrong = ['"model":7', '"model":["assistant"]', '"model":{"a":1}', '"model":true', '"model":"assistant","stream":"true"',
      '"model":"assistant","stream":1',
                   '"model":"assistant","n":"1"', '"model":"assistant","n":1.5', '"model":"assistant","n":0', '"model":"assistant","n":1e400',
      '"model":"assistant","store":0',
                   '"model":"assistant","stream_options":true', '"model":"assistant","max_tokens":"1"'];
    for (const members of wrong) await expectRefused(gateway, `{${members},${messages}}`);
    await expectRefused(gateway, `{"model":"${'x'.repeat(1025)}",${messages}}`);
    await expectRefused(gateway, `{"model":"assistant","messages":"hello"}`);
  });
  assert.deepEqual(witness.complaints, []);
});
