// Asking the SDK the same thing in every form, and telling apart answers that are whole from answers that are not.
export const families = ['chat_completions', 'responses'];
export const forms = families.flatMap((family) => [false, true].map((stream) => ({ family, stream })));
export const tokensPerAnswer = 8;

export const formName = ({ family, stream }) => `${family} ${stream ? 'streamed' : 'buffered'}`;

function request(family, stream, extra) {
  if (family === 'responses') return { model: 'assistant', input: 'hello', store: false, stream, ...extra };
  return { model: 'assistant', messages: [{ role: 'user', content: 'hello' }], stream, ...extra };
}

async function readChat(stream, seen) {
  for await (const chunk of stream) {
    seen.chunks.push(chunk);
    seen.text += chunk.choices?.[0]?.delta?.content ?? '';
    if (chunk.choices?.[0]?.finish_reason) seen.finish = chunk.choices[0].finish_reason;
  }
}

async function readResponses(stream, seen) {
  for await (const event of stream) {
    seen.chunks.push(event);
    if (event.type === 'response.output_text.delta') seen.text += event.delta;
    if (event.type === 'response.completed') seen.finish = event.response.status;
    if (event.type === 'response.incomplete') seen.finish = event.response.status;
  }
}

function readBuffered(family, answer, seen) {
  seen.answer = answer;
  if (family === 'responses') {
    seen.text = answer.output_text ?? '';
    seen.finish = answer.status;
  } else {
    seen.text = answer.choices?.[0]?.message?.content ?? '';
    seen.finish = answer.choices?.[0]?.finish_reason;
  }
}

/** What the SDK's caller sees: the text, how it finished, or the error that was thrown; never throws itself. */
export async function ask(client, { family, stream }, extra = {}, options = {}) {
  const seen = { text: '', finish: null, chunks: [], error: null, headers: null };
  try {
    const resource = family === 'responses' ? client.responses : client.chat.completions;
    const { data, response } = await resource.create(request(family, stream, extra), options).withResponse();
    seen.headers = response.headers;
    seen.status = response.status;
    if (!stream) readBuffered(family, data, seen);
    else await (family === 'responses' ? readResponses : readChat)(data, seen);
  } catch (error) {
    seen.error = error;
    seen.headers ??= error.headers ?? null;
  }
  return seen;
}

/** Which mock said it, if it is one answer of `tokens` tokens from one attempt and nothing else; null otherwise. */
export function wholeAnswerOf(text, tokens = tokensPerAnswer) {
  const match = /^([A-Z])-(\d+)-1(?: |$)/.exec(text);
  if (!match) return null;
  const expected = Array.from({ length: tokens }, (_, k) => `${match[1]}-${match[2]}-${k + 1}`).join(' ');
  return text === expected ? match[1] : null;
}

/** True if the text is the beginning of one answer of one attempt: nothing mixed, nothing twice, nothing left out. */
export function isPrefixOfOneAnswer(text) {
  if (text === '') return true;
  const words = text.split(' ');
  const match = /^([A-Z])-(\d+)-1/.exec(words[0]);
  if (!match) return /^[A-Z]?-?\d*-?$/.test(text);
  return words.every((word, k) => {
    const whole = `${match[1]}-${match[2]}-${k + 1}`;
    return k === words.length - 1 ? whole.startsWith(word) : word === whole;
  });
}

/** The headers an answer must carry whatever became of it. */
export function requestId(seen) {
  return seen.headers?.get('x-request-id') ?? null;
}
