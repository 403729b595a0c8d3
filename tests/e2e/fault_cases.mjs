// Every way the first target can fail, and what must become of it. `a` and `b` are the requests each upstream sees; `classes` what the
// record says of the attempts, in order; `rescued` means the caller gets the second target's whole answer.
const streams = { stream: true };
const buffered = { stream: false };

const rescued = (name, fault, failure, a = 1, only = {}) => ({
  name, fault, only, a, b: 1, classes: [...Array(a).fill(failure), 'ok'], rescued: true,
});
const refused = (name, fault, failure, status, only = {}) => ({ name, fault, only, a: 1, b: 0, classes: [failure], status, code: failure });
const passedOn = (name, fault, failure, status, code, only = {}) => ({ ...refused(name, fault, failure, status, only), code });
const cutOff = (name, fault, failure, only = {}) => ({ name, fault, only: { ...streams, ...only }, a: 1, b: 0, classes: [failure], raises: failure });
const served = (name, fault, only = {}) => ({ name, fault, only, a: 1, b: 0, classes: ['ok'], served: true });

const chat = { family: 'chat_completions' };
const responses = { family: 'responses' };
const afterContent = 6;  // an event that stands behind the first content in either family

/** The first target answers with an error of its own. */
export const statusCases = [
  rescued('500', { status: 500 }, 'upstream_error', 2),
  rescued('502 as a page', { status: 502, html: true }, 'upstream_error', 2),
  rescued('504', { status: 504 }, 'upstream_error', 2),
  rescued('522', { status: 522 }, 'upstream_error', 2),
  rescued('503', { status: 503 }, 'overloaded', 2),
  rescued('529', { status: 529 }, 'overloaded', 2),
  rescued('429 with a long wait', { status: 429, after: '20' }, 'rate_limited'),
  rescued('429 for money', { status: 429, error_code: 'insufficient_quota', error_type: 'insufficient_quota' }, 'quota_exhausted'),
  rescued('402', { status: 402 }, 'quota_exhausted'),
  rescued('404 for the model', { status: 404 }, 'model_not_found'),
  rescued('404 as a page', { status: 404, html: true }, 'wrong_surface'),
  rescued('405', { status: 405 }, 'wrong_surface'),
  refused('401', { status: 401 }, 'auth', 502),
  refused('403', { status: 403 }, 'permission', 502),
  refused('418', { status: 418 }, 'ambiguous', 418),
  passedOn('400', { status: 400, error_code: 'bad_value' }, 'invalid_request', 400, 'bad_value'),
  passedOn('422', { status: 422, error_code: 'bad_value' }, 'invalid_request', 422, 'bad_value'),
  passedOn('413', { status: 413, error_code: 'too_big' }, 'invalid_request', 413, 'too_big'),
  passedOn('500 that blames the request', { status: 500, error_code: 'invalid_request' }, 'invalid_request', 400, 'invalid_request'),
  passedOn('400 for the context', { status: 400, error_code: 'context_length_exceeded' }, 'context_length', 400, 'context_length_exceeded'),
  passedOn('400 for the policy', { status: 400, error_code: 'content_policy_violation' }, 'content_policy', 400, 'content_policy_violation'),
];

/** The first target answers 200 with something that is no answer. */
export const answerCases = [
  rescued('a web page', { html: true }, 'wrong_surface'),
  rescued('an error inside a 200', { error_in_200: true, error_code: 'server_is_overloaded' }, 'overloaded', 2, buffered),
  rescued('an empty answer', { empty: true }, 'empty'),
  rescued('another object', { wrong_object: true }, 'contract_mismatch', 1, buffered),
  rescued('half a body of JSON', { malformed: true }, 'malformed', 1, buffered),
  rescued('an encoding nobody asked for', { encoding: 'gzip' }, 'malformed'),
  rescued('another content type', { content_type: 'text/plain' }, 'malformed', 1, buffered),
  rescued('a malformed first event', { malformed_event: 1 }, 'malformed', 1, streams),
  rescued('an error before content', { error_event: 2, error_code: 'server_is_overloaded' }, 'overloaded', 2, streams),
  rescued('a failed response before content', { error_event: 2, error_form: 'failed', error_code: 'server_is_overloaded' }, 'overloaded', 2,
          { ...streams, ...responses }),
  rescued('a flat error before content', { error_event: 2, error_form: 'flat', error_code: 'server_is_overloaded' }, 'overloaded', 2,
          { ...streams, ...responses }),
  passedOn('a context error before content', { error_event: 2, error_code: 'context_length_exceeded', error_type: 'invalid_request_error' },
           'context_length', 400, 'context_length_exceeded', streams),
  served('carriage returns', { crlf: true }, streams),
  served('comments before the answer', { comments: 5 }, streams),
  served('data behind the end', { late_data: true }, { ...streams, ...chat }),
  served('no [DONE] behind the end', { no_done: true }, { ...streams, ...chat }),
  served('a drip of single bytes', { drip_bytes: 7, drip_every: '0ms' }),
  served('a refusal', { refusal: true }),
];

/** The first target's connection, or its sense of time, fails. */
export const transportCases = [
  rescued('silence', { silent: true }, 'timeout_first_token', 1, streams),
  rescued('silence, buffered', { silent: true }, 'timeout_total', 1, buffered),
  rescued('a slow first token', { slow_first: '3s' }, 'timeout_first_token', 1, streams),
  rescued('a stall before content', { stall_event: 1 }, 'timeout_first_token', 1, streams),
  rescued('a reset before the answer', { reset: true }, 'network_reset', 2),
  rescued('a close before the answer', { close: true }, 'network_reset', 2),
  rescued('a cut before content', { cut_event: 1, cut: 'no-terminator' }, 'truncated', 1, streams),
  rescued('a clean end before content', { cut_event: 1, cut: 'end' }, 'truncated', 1, streams),
  rescued('a cut body', { cut_byte: 60, cut: 'no-terminator' }, 'truncated', 1, buffered),
  rescued('a reset inside the body', { cut_byte: 60, cut: 'reset' }, 'truncated', 1, buffered),
  cutOff('a reset after content', { cut_event: afterContent, cut: 'reset' }, 'truncated'),
  cutOff('a close after content', { cut_event: afterContent, cut: 'no-terminator' }, 'truncated'),
  cutOff('a clean end after content', { cut_event: afterContent, cut: 'end' }, 'truncated'),
  cutOff('an end without a finish', { finish: 'none' }, 'truncated'),
  cutOff('a stall after content', { stall_event: afterContent }, 'timeout_stall'),
  cutOff('a malformed event after content', { malformed_event: afterContent }, 'malformed'),
  cutOff('an error after content', { error_event: afterContent, error_code: 'server_is_overloaded' }, 'overloaded'),
];

const field = 'x'.repeat(12 * 1024);  // three of them are beyond the limit of a head, none beyond that of a field
const openrouter = { error_form: 'openrouter' };
const vllm = { error_form: 'vllm' };
const overload = { error_code: 'server_is_overloaded' };
const lastChatEvent = 11;  // one of the role, eight of tokens, the finish, `[DONE]`
const twoChoices = { ...chat, n: 2 };
const finishOfFirst = 19;  // two of the roles, sixteen of tokens, and the first of the two finishes

/** Odd ends of an answer, and errors in the forms of those who serve other people's models. */
export const oddCases = [
  rescued('a head cut in the middle', { cut_head: 40, cut: 'no-terminator' }, 'network_reset', 2),
  rescued('a head cut by a reset', { cut_head: 40 }, 'network_reset', 2),
  rescued('a status line and no more', { cut_head: 17, cut: 'no-terminator' }, 'network_reset', 2),
  rescued('a head beyond its limit', { headers: { 'x-a': field, 'x-b': field, 'x-c': field } }, 'malformed'),
  rescued('a field beyond its limit', { head_bytes: 17 * 1024 }, 'malformed'),
  served('a large head within its limits', { headers: { 'x-a': field, 'x-b': field } }),
  rescued('no body', { empty_body: true }, 'malformed', 1, buffered),
  rescued('JSON where a stream was asked for', { buffered: true }, 'malformed', 1, streams),

  served('a drip in pieces of five bytes', { drip_bytes: 5, drip_every: '1ms' }),
  served('a drip of single bytes with carriage returns', { drip_bytes: 1, drip_every: '0ms', crlf: true }, streams),
  served('more comments than fit into one packet', { comments: 3000 }, streams),
  rescued('comments beyond what is held back', { comments: 4000 }, 'malformed', 1, streams),
  rescued('comments, and no content in time', { comments: 3, slow_first: '3s' }, 'timeout_first_token', 1, streams),
  served('a pause between events that is no stall', { stall_event: afterContent, stall: '150ms' }, streams),
  served('a pause inside the body', { stall_byte: 60, stall: '150ms' }),
  served('a body that ends with its connection', { framing: 'close' }),
  served('a body of known length', { framing: 'length' }),
  served('a body in chunks', { framing: 'chunked' }),

  served('data behind the end', { late_data: true }, { ...streams, ...chat }),
  served('no [DONE] behind the end', { no_done: true }, { ...streams, ...chat }),
  served('a [DONE] that the family does not know', { add_done: true }, { ...streams, ...responses }),
  served('data behind the [DONE] that the family does not know', { add_done: true, late_data: true }, { ...streams, ...responses }),
  served('a last event without its blank line', { unterminated: true, no_done: true }, streams),
  served('a [DONE] without its blank line', { unterminated: true }, { ...streams, ...chat }),
  served('a last event without its blank line, with carriage returns', { unterminated: true, no_done: true, crlf: true }, streams),
  served('a last event without its blank line, the connection its end', { unterminated: true, no_done: true, framing: 'close' }, streams),
  served('a whole stream whose framing stays open', { cut: 'no-terminator' }, streams),
  served('a whole stream without [DONE] whose framing stays open', { cut: 'no-terminator', no_done: true }, { ...streams, ...chat }),
  rescued('a whole body whose framing stays open', { cut: 'no-terminator', framing: 'chunked' }, 'truncated', 1, buffered),
  cutOff('a last event without its blank line whose framing stays open', { unterminated: true, no_done: true, cut: 'no-terminator' }, 'truncated'),
  served('an answer that its length limit ended', { finish: 'length' }),
  cutOff('a finish that says error', { finish: 'error' }, 'truncated', chat),
  rescued('a buffered finish that says error', { finish: 'error' }, 'truncated', 1, { ...buffered, ...chat }),
  cutOff('a response that failed at its end', { finish: 'failed' }, 'upstream_error', responses),
  rescued('a buffered response that failed', { finish: 'failed' }, 'upstream_error', 2, { ...buffered, ...responses }),
  passedOn('a context error inside a 200', { error_in_200: true, error_code: 'context_length_exceeded' }, 'context_length', 400,
           'context_length_exceeded'),
  passedOn('a word of the policy inside a 200', { error_in_200: true, error_code: 'content_policy_violation' }, 'content_policy', 400,
           'content_policy_violation'),

  rescued('an error of vLLM before content', { error_event: 2, ...vllm }, 'upstream_error', 2, { ...streams, ...chat }),
  rescued('an overload of vLLM before content', { error_event: 2, ...vllm, status: 503 }, 'overloaded', 2, { ...streams, ...chat }),
  passedOn('a fault of the client told by vLLM', { error_event: 2, ...vllm, status: 400 }, 'invalid_request', 400, 400, { ...streams, ...chat }),
  cutOff('an error of vLLM after content', { error_event: afterContent, ...vllm, status: 503 }, 'overloaded', chat),
  { ...cutOff('an error of vLLM behind the finish', { error_event: lastChatEvent, ...vllm, status: 503 }, 'overloaded', chat), finished: true },
  rescued('an error of OpenRouter before content', { error_event: 2, ...openrouter }, 'upstream_error', 2, { ...streams, ...chat }),
  rescued('an overload of OpenRouter before content', { error_event: 2, ...openrouter, ...overload }, 'overloaded', 2, { ...streams, ...chat }),
  passedOn('a context error told by OpenRouter', { error_event: 2, ...openrouter, error_code: 'context_length_exceeded' }, 'context_length', 400,
           'context_length_exceeded', { ...streams, ...chat }),
  cutOff('an error of OpenRouter after content', { error_event: afterContent, ...openrouter, ...overload }, 'overloaded', chat),
  cutOff('a numbered error of OpenRouter after content', { error_event: afterContent, ...openrouter, status: 502 }, 'upstream_error', chat),
  cutOff('a failed response after content', { error_event: afterContent, error_form: 'failed', ...overload }, 'overloaded', responses),
  cutOff('a flat error after content', { error_event: afterContent, error_form: 'flat', ...overload }, 'overloaded', responses),
  cutOff('a nested error after content', { error_event: afterContent, error_form: 'nested', ...overload }, 'overloaded', responses),
  rescued('a nested error before content', { error_event: 2, error_form: 'nested', ...overload }, 'overloaded', 2, { ...streams, ...responses }),
];

const chunk = (choices, more = {}) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more })}\n\n`;
const choice = (index, delta, finish = null) => ({ index, delta, finish_reason: finish });
const done = 'data: [DONE]\n\n';
const role = (index = 0) => chunk([choice(index, { role: 'assistant', content: '' })]);
const word = (k, index = 0) => choice(index, { content: `${k === 1 ? '' : ' '}A-0-${k}${index === 0 ? '' : `/${index}`}` });
const words = (from = 1, to = 8, index = 0) => Array.from({ length: to - from + 1 }, (_, k) => chunk([word(from + k, index)])).join('');
const stop = (index = 0) => chunk([choice(index, {}, 'stop')]);
const tokens = chunk([], { usage: { prompt_tokens: 1, completion_tokens: 8, total_tokens: 9 } });

const event = (type, members) => `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
const deltas = (from = 1, to = 8) => Array.from({ length: to - from + 1 }, (_, k) => event('response.output_text.delta',
  { item_id: 'i', output_index: 0, content_index: 0, delta: `${from + k === 1 ? '' : ' '}A-0-${from + k}`, logprobs: [] })).join('');
const response = (status, output = []) => ({ response: { id: 'r', object: 'response', created_at: 1, model: 'm', status, output } });
const created = event('response.created', response('in_progress'));
const completed = event('response.completed', response('completed',
  [{ type: 'message', id: 'i', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'A-0-1', annotations: [] }] }]));

const stream = (...parts) => ({ body: parts.join(''), content_type: 'text/event-stream' });

/** Streams whose events come in an order that no provider documents, or whose choices do not all end. */
export const orderCases = [
  served('usage before the finish', stream(role(), words(), tokens, stop(), done), { ...streams, ...chat }),
  served('a finish in the last word', stream(role(), words(1, 7), chunk([{ ...word(8), finish_reason: 'stop' }]), done), { ...streams, ...chat }),
  served('a finish before the last words', stream(role(), words(1, 5), stop(), words(6, 8), done), { ...streams, ...chat }),
  served('a finish told twice', stream(role(), words(), stop(), stop(), done), { ...streams, ...chat }),
  rescued('a finish before any word', stream(role(), stop(), words(), done), 'empty', 1, { ...streams, ...chat }),
  rescued('a finish long before any word', { ...stream(role(), stop(), words(), done), stall_byte: (role() + stop()).length, stall: '200ms' }, 'empty', 1,
          { ...streams, ...chat }),
  cutOff('a finish behind [DONE]', stream(role(), words(), done, stop()), 'truncated', chat),
  rescued('[DONE] before any word', stream(role(), done, words(), stop()), 'truncated', 1, { ...streams, ...chat }),
  served('the last words behind the end', stream(created, deltas(1, 5), completed, deltas(6, 8)), { ...streams, ...responses }),
  cutOff('an end behind [DONE]', stream(created, deltas(), done, completed), 'truncated', responses),
  cutOff('an end that was never told', stream(created, deltas(), event('response.output_text.done', { text: 'all' })), 'truncated', responses),

  served('two choices', {}, { ...streams, ...twoChoices }),
  served('two choices, buffered', {}, { ...buffered, ...twoChoices }),
  served('two choices that end in the other order', stream(role(), role(1), words(), words(1, 8, 1), stop(1), stop(), done), { ...streams, ...twoChoices }),
  served('two choices, one after the other', stream(role(), words(), stop(), role(1), words(1, 8, 1), stop(1), done), { ...streams, ...twoChoices }),
  served('two choices, the second first', stream(role(1), words(1, 8, 1), stop(1), role(), words(), stop(), done), { ...streams, ...twoChoices }),
  served('two choices that end in one event', stream(role(), role(1), words(), words(1, 8, 1), chunk([choice(0, {}, 'stop'), choice(1, {}, 'stop')]), done),
         { ...streams, ...twoChoices }),
  served('two choices and a cut behind both finishes', { cut_event: finishOfFirst + 1, cut: 'reset' }, { ...streams, ...twoChoices }),
  cutOff('two choices and a reset between the finishes', { cut_event: finishOfFirst, cut: 'reset' }, 'truncated', twoChoices),
  cutOff('two choices and a close between the finishes', { cut_event: finishOfFirst, cut: 'no-terminator' }, 'truncated', twoChoices),
  cutOff('two choices and a clean end between the finishes', { cut_event: finishOfFirst, cut: 'end' }, 'truncated', twoChoices),
  cutOff('two choices and [DONE] between the finishes', stream(role(), role(1), words(), words(1, 8, 1), stop(), done), 'truncated', twoChoices),
  cutOff('two choices of which one never came', stream(role(), words(), stop(), done), 'truncated', twoChoices),
  cutOff('two choices of which the first never ended', stream(role(), role(1), words(), words(1, 8, 1), stop(1), done), 'truncated', twoChoices),
];
