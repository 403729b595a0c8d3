// Bodies that a provider may send instead of an answer, made from an answer in health. `intact` says that every byte of the answer is there.
import { completion } from './witness.mjs';
import { mutated } from './mutants.mjs';

const wordsPerAnswer = 6;
const depthMax = 20000;
const digitsMax = 20000;
const lineBytes = (1 << 20) + 4096;
const linesOfAnEvent = 80;
const bytesOfALine = 60000;

/** The words of an answer: which upstream said them to which request, and each numbered, so that a part or a mixture shows. */
export const wordsOf = (tag, number) => Array.from({ length: wordsPerAnswer }, (_, k) => `${tag}${number}-${k}`);

const event = (data, name) => `${name ? `event: ${name}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const chunk = (delta, finish = null) => event({
  id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'model-a', choices: [{ index: 0, delta, finish_reason: finish }],
});

function chatEvents(words) {
  return [chunk({ role: 'assistant', content: '' }), ...words.map((word, k) => chunk({ content: k === 0 ? word : ` ${word}` })), chunk({}, 'stop'),
          event('[DONE]')];
}

function responseObject(text, status) {
  const content = [{ type: 'output_text', annotations: [], text }];
  const output = text === null ? [] : [{ id: 'msg_1', type: 'message', status, role: 'assistant', content }];
  return { id: 'resp_1', object: 'response', created_at: 1, status, error: null, incomplete_details: null, model: 'model-a', output };
}

function responsesEvents(words) {
  const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
  const item = { id: 'msg_1', type: 'message', status: 'in_progress', role: 'assistant', content: [] };
  const types = [
    { type: 'response.created', response: responseObject(null, 'in_progress') },
    { type: 'response.output_item.added', output_index: 0, item },
    ...words.map((word, k) => ({ type: 'response.output_text.delta', ...place, delta: k === 0 ? word : ` ${word}` })),
    { type: 'response.output_text.done', ...place, text: words.join(' ') },
    { type: 'response.completed', response: responseObject(words.join(' '), 'completed') },
  ];
  return types.map((data, k) => event({ ...data, sequence_number: k }, data.type));
}

/** An answer in health, as a list of events or as a list with the one JSON text. */
export function healthyParts({ family, stream }, words) {
  if (!stream) return [family === 'responses' ? JSON.stringify(responseObject(words.join(' '), 'completed')) : completion(words.join(' '))];
  return family === 'responses' ? responsesEvents(words) : chatEvents(words);
}

const nested = (dice) => {
  const depth = 1 + dice.below(dice.below(2) === 0 ? 100 : depthMax);
  const [open, close] = dice.pick([['[', ']'], ['{"a":', '}']]);
  return open.repeat(depth) + '1' + close.repeat(dice.below(4) === 0 ? depth - 1 : depth);
};
const numbers = (dice) => dice.pick([
  '1e999999', '-0', '9'.repeat(1 + dice.below(digitsMax)), `0.${'0'.repeat(dice.below(digitsMax))}1`, '01', '0x10', 'NaN', 'Infinity', '+1', '1.',
  '.5', '1e', '-',
]);
const texts = (dice) => dice.pick([
  '"\\ud800"', '"\\udc00\\ud800"', '"\\u00"', '"\\x41"', '"\xe2\x82"', '"\xc0\x80"', '"\xff\xfe"', '"\x00"', '"\n"', '"', '"\xf0\x9f\x98\x80"',
  '"\xed\xa0\x80"', 'tru', "'a'",
]);
const shapes = (dice) => dice.pick([
  'null', '[]', '{}', '""', '0', 'true', '[null]', '[[]]', '[{}]', '[{"index":-1}]', '[{"index":0,"delta":null}]',
  '[{"index":1e9,"delta":{"content":"x"}}]', '[{"index":0,"message":{"role":"user","content":7},"finish_reason":"stop"}]',
]);
const keys = ['choices', 'object', 'id', 'error', 'usage', 'model', 'output', 'status', 'type', 'response', 'delta', 'x', 'finish_reason', 'created'];
const errors = (dice) => dice.pick([
  '{"error":{"message":"m","type":"server_error","code":"server_is_overloaded"}}', '{"error":"m"}', '{"error":null}', '{"error":7}',
  '{"error":{}}', '{"error":{"code":429,"message":"m"}}', '{"error":{"error":{"error":{}}}}', '{"type":"error","code":"x","message":"m"}',
  '{"detail":[{"loc":["a"]}]}', '{"object":"error","message":"m","code":40303}',
  '{"type":"response.failed","response":{"status":"failed","error":{"code":"x","message":"m"}}}', `{"error":{"message":"${'m'.repeat(70000)}"}}`,
  '{"error":{"code":"insufficient_quota"}}', '{"error":{"code":"context_length_exceeded"}}',
]);
const dones = [
  'data:[DONE]\n\n', 'data: [DONE] \n\n', 'data: [done]\n\n', 'data: "[DONE]"\n\n', '[DONE]\n\n', 'data: [DONE]', 'data: [DONE]\n',
  'data:  [DONE]\n\n', 'event: done\ndata: [DONE]\n\n', 'data: [DO\ndata: NE]\n\n', '',
];
const oddLines = [
  ': comment\n\n', ':\n', 'retry: 1\n\n', 'id: 7\n', 'data\n\n', 'data:\n\n', 'nonsense\n\n', 'event: error\ndata: {}\n\n', 'event:\ndata: 1\n\n',
  '\n\n\n', '\0\n\n', '\xef\xbb\xbfdata: {}\n\n', 'data: {\ndata: }\n\n', 'DATA: {}\n\n', ' data: {}\n\n', 'data : {}\n\n',
];

/** The JSON text with a member in front of the others: what comes first, and what stands twice. */
const withMember = (text, member) => text.replace('{', `{${member},`);
const inOne = (dice, parts, change) => { const at = dice.below(parts.length); return parts.map((part, k) => (k === at ? change(part) : part)); };
const among = (dice, parts, extra) => { const at = dice.below(parts.length + 1); return [...parts.slice(0, at), extra, ...parts.slice(at)]; };
const bytesOf = (parts) => Buffer.from(parts.join(''), 'latin1');
const damaged = (make) => (dice, parts) => ({ bytes: bytesOf(make(dice, parts)) });

const anywhere = {
  'changed bytes': (dice, parts) => ({ bytes: mutated(dice, bytesOf(parts)) }),
  'cut body': (dice, parts) => { const bytes = bytesOf(parts); return { bytes: bytes.subarray(0, dice.below(bytes.length)) }; },
  'random bytes': (dice) => ({ bytes: Buffer.from(dice.many(dice.below(600), () => dice.below(256))) }),
  'deep member': damaged((dice, parts) => inOne(dice, parts, (part) => withMember(part, `"x":${nested(dice)}`))),
  'odd number': damaged((dice, parts) => inOne(dice, parts, (part) => withMember(part, `"${dice.pick(keys)}":${numbers(dice)}`))),
  'odd text': damaged((dice, parts) => inOne(dice, parts, (part) => withMember(part, `"${dice.pick(keys)}":${texts(dice)}`))),
  'odd shape': damaged((dice, parts) => inOne(dice, parts, (part) => withMember(part, `"${dice.pick(keys)}":${shapes(dice)}`))),
  'member twice': damaged((dice, parts) =>
    inOne(dice, parts, (part) => part.replace(/"(choices|object|output|type|response)":/, (key) => `${key}${shapes(dice)},${key}`))),
  'byte order mark': damaged((dice, parts) => [dice.pick(['\xef\xbb\xbf', '\xff\xfe', '\xfe\xff', '\xef\xbb']), ...parts]),
  'nothing': damaged((dice) => [dice.pick(['', ' ', '\r\n', '\n\n', 'null', '{}', '[]', '<html><body>busy</body></html>'])]),
};

const inJson = {
  'error in 200': damaged((dice) => [errors(dice)]),
  'bytes behind': damaged((dice, parts) => [...parts, dice.pick([' ', '\n', '}', '{}', ',', '\0', parts[0]])]),
  'alone deep': damaged((dice) => [nested(dice)]),
};

const inEvents = {
  'odd end': damaged((dice, parts) => [...parts.slice(0, -1), dice.pick(dones)]),
  'end too early': damaged((dice, parts) => among(dice, parts, dice.pick(dones))),
  'odd line': damaged((dice, parts) => among(dice, parts, dice.pick(oddLines))),
  'odd event': damaged((dice, parts) => among(dice, parts, event(dice.pick([shapes, numbers, texts, nested])(dice)))),
  'error event': damaged((dice, parts) => among(dice, parts, event(errors(dice), dice.pick(['', 'error', 'response.failed'])))),
  'event twice': damaged((dice, parts) => among(dice, parts, dice.pick(parts))),
  'event missing': damaged((dice, parts) => inOne(dice, parts, () => '')),
  'line ends': damaged((dice, parts) => {
    const end = dice.pick(['\r', '\r\n', '\n\r', '\r\r\n', '\xe2\x80\xa8', '\0']);
    return parts.map((part) => part.replaceAll('\n', end));
  }),
  'long line': damaged((dice, parts) => among(dice, parts, `data: ${'x'.repeat(lineBytes)}\n\n`)),
  'long event': damaged((dice, parts) => among(dice, parts, `${`data: ${'x'.repeat(bytesOfALine)}\n`.repeat(linesOfAnEvent)}\n`)),
  'many comments': damaged((dice, parts) => among(dice, parts, ': c\n\n'.repeat(dice.below(20000)))),
};
/** Megabytes take a while: they are one in so many of the cases that would draw them. */
const rarely = new Set(['long line', 'long event', 'many comments']);
const rarelyOneIn = 20;

const health = (dice, parts) => ({ bytes: bytesOf(parts), intact: true });
const kinds = (own) => Object.entries({ ...anywhere, ...own });
const ofJson = kinds(inJson);
const ofEvents = kinds(inEvents);

/** A body for that form: half of them are the answer as it should be, so that framing and delivery have something to spoil. */
export function hostileBody(dice, form, words) {
  const parts = healthyParts(form, words);
  if (dice.below(2) === 0) return { kind: 'healthy body', ...health(dice, parts) };
  let [kind, make] = dice.pick(form.stream ? ofEvents : ofJson);
  if (rarely.has(kind) && dice.below(rarelyOneIn) > 0) [kind, make] = ['changed bytes', anywhere['changed bytes']];
  return { kind, ...make(dice, parts) };
}
