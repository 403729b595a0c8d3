// What a caller may get while a provider is hostile: one whole answer, one error that says what it is, or a stream visibly broken off.
import assert from 'node:assert/strict';

const utf8 = (text) => Buffer.from(text, 'latin1').toString('utf8');

function wordsOfAnswer(family, answer) {
  if (family === 'responses') return answer.output?.flatMap((item) => item.content ?? []).map((part) => part.text ?? '').join('') ?? '';
  return answer.choices?.map((choice) => choice.message?.content ?? '').join('') ?? '';
}

function parsed(data) {
  try { return JSON.parse(data); } catch { return { unreadable: true }; }
}

/** The events of a stream as an SDK reads them: their data as JSON. */
function readEvents(text) {
  const events = [];
  let data = [];
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)) {
    if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
    if (line !== '') continue;
    const whole = data.join('\n');
    data = [];
    if (whole !== '' && whole.trim() !== '[DONE]') events.push(parsed(whole));
  }
  return events;
}

const isError = (event) => Boolean(event?.error) || event?.type === 'error' || event?.type === 'response.failed';

function streamVerdict(family, text) {
  const events = readEvents(utf8(text));
  if (events.some(isError)) return { outcome: 'broken off' };
  assert.ok(!events.some((event) => event?.unreadable), 'a stream that ends well with an event that nobody can read');
  const ended = family === 'responses'
    ? events.some((event) => ['response.completed', 'response.incomplete'].includes(event?.type))
    : events.some((event) => event?.choices?.some?.((choice) => choice?.finish_reason));
  assert.ok(ended, 'a stream that ends well without saying that it is whole');
  const said = family === 'responses'
    ? events.filter((event) => event?.type === 'response.output_text.delta').map((event) => event.delta)
    : events.map((event) => event?.choices?.[0]?.delta?.content ?? '');
  return { outcome: 'served', words: said.join('') };
}

/** An error must say what failed, under an id that a record has, in a body that an SDK can read. */
function errorVerdict({ status, fields, body }) {
  assert.ok(status >= 400 && status < 600, `status ${status}`);
  assert.match(fields.get('x-request-id') ?? '', /^[0-9A-Z]{26}$/, 'an error without an id');
  const { error } = JSON.parse(utf8(body));
  assert.ok(error && typeof error === 'object', `an error without an object: ${body.slice(0, 300)}`);
  assert.ok(fields.get('x-jurymast-class') ?? error.code, 'an error without a class');
  return { outcome: fields.get('x-jurymast-class') ?? error.code };
}

/** What became of one request. Throws where it is none of the three. */
export function verdictOf({ family, stream }, { answers, rest, closed, received }) {
  assert.ok(closed, `no end by the deadline; so far: ${JSON.stringify(received.slice(-300))}`);
  assert.ok(answers.length <= 1, 'two answers');
  if (answers.length === 0) {
    assert.match(rest, /^HTTP\/1\.1 2\d\d /, 'neither an answer nor the beginning of one');
    assert.ok(stream, 'a buffered answer that is not whole');
    return { outcome: 'broken off' };
  }
  assert.equal(rest, '', 'bytes behind an answer');
  const [answer] = answers;
  if (answer.status >= 300) return errorVerdict(answer);
  assert.match(answer.fields.get('x-request-id') ?? '', /^[0-9A-Z]{26}$/, 'an answer without an id');
  if (stream) return streamVerdict(family, answer.body);
  return { outcome: 'served', words: wordsOfAnswer(family, JSON.parse(utf8(answer.body))) };
}
