// The parts that raw probes are made of, and what may come of a probe.
export const body = '{"model":"assistant","messages":[{"role":"user","content":"hello"}]}';
/** The same body as the upstream gets it: the model is the target's. */
export const forwarded = (text = body) => text.replace('assistant', 'model-a');
export const hex = (text) => text.length.toString(16);

const startLine = 'POST /v1/chat/completions HTTP/1.1';
const length = (text) => `Content-Length: ${text.length}`;

/** A POST with these fields, and nothing that frames it but what they say. */
export const post = (fields, text = body) => `${startLine}\r\nHost: x\r\nContent-Type: application/json\r\n${fields}\r\n\r\n${text}`;
export const withField = (...fields) => post([...fields, length(body)].join('\r\n'));
export const withLine = (line) => `${line}\r\nHost: x\r\n${length(body)}\r\n\r\n${body}`;
export const withHost = (...lines) => [startLine, ...lines, length(body), '', body].join('\r\n');
export const withTarget = (target) => withLine(`POST ${target} HTTP/1.1`);
export const chunked = (chunks) => post('Transfer-Encoding: chunked', chunks);
/** The body as one chunk: `size` and `end` are the line before it and the bytes behind its data. */
export const oneChunk = ({ size = hex(body), extension = '', lineEnd = '\r\n', dataEnd = '\r\n', rest = '0\r\n\r\n' } = {}) =>
  chunked(`${size}${extension}${lineEnd}${body}${dataEnd}${rest}`);
export const whole = withField();
export const models = 'GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n';

/** The probe is served as one request, and what follows on the connection is served as the next. */
export const served = { answers: [200], upstream: 1, closes: false };
/** The probe is served, and nothing that follows on the connection. */
export const servedLast = { answers: [200], upstream: 1, closes: true };
/** One answer with that status, a closed connection, and nothing upstream: neither the probe nor what follows it. */
export const refused = (status = 400) => ({ answers: [status], upstream: 0, closes: true });
/** These answers in this order, then the connection closes. */
export const answered = (answers, upstream) => ({ answers, upstream, closes: true });
/** The message is never whole: our side closes and nothing comes of it. */
export const unfinished = { answers: [], upstream: 0, closes: true, ends: true };
