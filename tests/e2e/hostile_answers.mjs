// Answers of a provider that is broken or hostile, from a seed: what the body is, how it is framed, and how the bytes arrive.
import { deflateSync, gzipSync } from 'node:zlib';

import { Dice } from './dice.mjs';
import { healthyParts, hostileBody, wordsOf } from './hostile_bodies.mjs';
import { mutated } from './mutants.mjs';
import { latin1 } from './raw_client.mjs';

const crlf = '\r\n';
const chunked = 'Transfer-Encoding: chunked';
const lastChunk = '0\r\n\r\n';
const bombBytes = 32 << 20;
const bomb = gzipSync(Buffer.alloc(bombBytes));
const piecesMax = 40;
const singleBytesMax = 150;
/** Silence costs a whole time limit, so that few may be silent. */
const silentOneIn = 60;

const typeOf = ({ stream }) => (stream ? 'text/event-stream' : 'application/json');
const lengthOf = (bytes) => `Content-Length: ${bytes.length}`;
const asBytes = (part) => (Buffer.isBuffer(part) ? part : latin1(part));
const message = (lines, ...rest) => Buffer.concat([[...lines, '', ''].join(crlf), ...rest].map(asBytes));
const head = (form, ...lines) => ['HTTP/1.1 200 OK', `Content-Type: ${typeOf(form)}`, ...lines];
const inChunk = (bytes, { size = bytes.length.toString(16), extension = '', lineEnd = crlf, dataEnd = crlf } = {}) =>
  Buffer.concat([latin1(`${size}${extension}${lineEnd}`), bytes, latin1(dataEnd)]);

function inChunks(dice, bytes) {
  const chunks = [];
  for (let at = 0; at < bytes.length;) {
    const size = 1 + dice.below(dice.below(3) === 0 ? 3 : bytes.length);
    chunks.push(inChunk(bytes.subarray(at, at + size)));
    at += size;
  }
  return Buffer.concat(chunks);
}

/** Framings that an honest provider may use: the body arrives as it is. */
const honest = {
  'by length': ({ form, body }) => message(head(form, lengthOf(body)), body),
  'in one chunk': ({ form, body }) => message(head(form, chunked), body.length ? inChunk(body) : '', lastChunk),
  'in many chunks': ({ form, body, dice }) => message(head(form, chunked), inChunks(dice, body), lastChunk),
  'until the end': ({ form, body }) => message(head(form, 'Connection: close'), body),
};

const statusLines = [
  'HTTP/1.0 200 OK', 'HTTP/1.1 200', 'HTTP/1.1  200 OK', 'HTTP/2 200 OK', 'ICY 200 OK', 'HTTP/1.1 2000 OK', 'HTTP/1.1 099 x', 'HTTP/1.1 20 OK',
  'http/1.1 200 OK', 'HTTP/1.1 200 \0', 'HTTP/1.1 200 OK\r', 'HTTP/1.1 -200 OK', 'HTTP/1.12 200 OK', 'HTTP/1.1\t200 OK', ' HTTP/1.1 200 OK', '',
  'HTTP/1.1 200 \xff\xfe', `HTTP/1.1 200 ${'r'.repeat(40000)}`, 'GET / HTTP/1.1', '\x16\x03\x01\x02\x00\x01',
];
const lengths = [
  '+5', '-1', '0x10', '5,5', '5, 6', '', ' ', '1e3', '99999999999999999999', '18446744073709551616', '9223372036854775807', '5 5', '5;',
  '\xd9\xa3', '0', '1', '00000000000000000000000000005', 'chunked', '99999999999',
];
const codings = [
  'Chunked', 'chunked, chunked', 'gzip, chunked', 'chunked, gzip', 'identity', 'xchunked', 'chunked;q=1', '\x0bchunked', 'chunked,', ',chunked',
  '"chunked"', '', 'chunked\0', 'cow', 'chunk',
];
const sizes = [
  '-1', '0x5', 'fffffffffffffffff', '7fffffffffffffff', 'ffffffffffffffff', 'g', '', ' 5', '5 ', '5;', '5;a=b', '5;a="b\r\n"', '5;a="', '05', '+5',
  '5\n', '5\r\r\n', '5\t', '0', '100000000', `5;${'e'.repeat(300)}`, `5;${'e'.repeat(100)}`,
];
const trailers = [
  'X-A: b\r\n', 'Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n', 'no colon\r\n', ' folded\r\n', 'X-A: b\n', 'X: \0\r\n',
  'HTTP/1.1 200 OK\r\n', 'X-A: b\r\n'.repeat(200), `X: ${'t'.repeat(50000)}\r\n`,
];
const headerLines = [
  'X-A: a\r\n folded', 'X-A: a\r\n\tfolded', ' X-A: first', 'X-A : a', ': a', 'X-A', 'X-A: a\0b', 'X-A: a\rb', 'X-A: a\nX-B: b', 'X\xe4: b',
  'X A: b', `X-A: ${'h'.repeat(17000)}`, `X-A: ${'h'.repeat(40000)}`, 'X-A: \x7f', `${'n'.repeat(20000)}: a`,
  Array.from({ length: 130 }, (_, k) => `X-${k}: a`).join(crlf), 'Content-Type: text/html', 'Content-Type:',
  'Content-Type: application/json; charset=utf-16', 'Content-Type: text/event-stream;;;', 'Connection: close, \0', 'Upgrade: h2c',
  'Retry-After: -1', 'Retry-After: 1e9', 'Retry-After: Fri, 31 Dec 9999 23:59:59 GMT', 'Retry-After: 99999999999999999999',
  'x-should-retry: maybe', 'retry-after-ms: NaN', 'x-ratelimit-reset-requests: -5ms', 'Location: http://127.0.0.1:1/', 'Set-Cookie: a=b',
  'x-request-id: \xff', 'Proxy-Connection: keep-alive', 'Trailer: Content-Length',
];
const types = [
  '', 'Content-Type: text/html', 'Content-Type: application/json', 'Content-Type: text/event-stream', 'Content-Type: TEXT/EVENT-STREAM',
  'Content-Type: application/octet-stream', 'Content-Type: application/json\0', `Content-Type: application/json; ${'p'.repeat(10000)}`,
];
const encodings = ['gzip', 'deflate', 'br', 'identity', 'gzip, gzip', 'x-gzip', '', 'zstd', 'IDENTITY'];
const interims = [
  'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n',
  'HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\n', 'HTTP/1.1 102 x\r\n\r\nHTTP/1.1 102 x\r\n\r\n',
];

function compressed({ form, body, dice }) {
  const packed = dice.pick([body, gzipSync(body), deflateSync(body), bomb]);
  return message(head(form, `Content-Encoding: ${dice.pick(encodings)}`, lengthOf(packed)), packed);
}

/** 429 and 529 come by chance alone: each lowers how many requests the gateway sends at a time. */
function otherStatus({ form, body, dice }) {
  const status = dice.pick([100 + dice.below(500), 204, 304, 205, 206, 301, 307, 400, 401, 403, 404, 408, 413, 418, 422, 500, 502, 503, 599]);
  const text = dice.pick([body, latin1('{"error":{"message":"m","code":"x"}}'), latin1('<html></html>'), Buffer.alloc(0), latin1('e'.repeat(70000))]);
  return message([`HTTP/1.1 ${status} x`, `Content-Type: ${typeOf(form)}`, dice.pick(headerLines), lengthOf(text)], text);
}

function wrongChunks({ form, body, dice }) {
  const ends = { lineEnd: ['\n', '\r', ''], dataEnd: ['', '\n', '\r', 'x\r\n'] };
  const odd = [{ size: dice.pick(sizes) }, { lineEnd: dice.pick(ends.lineEnd) }, { dataEnd: dice.pick(ends.dataEnd) }, { extension: ';a=b' }];
  const last = dice.pick(['0\r\n\r\n', '0\r\n', '0', '', '00\r\n\r\n', '0;x\r\n\r\n']);
  return message(head(form, chunked), inChunk(body.subarray(0, 5), dice.pick(odd)), inChunk(body.subarray(5)), last);
}

/** Framings that no provider should use; what comes of them may be an answer or a failure, but never half of one that looks whole. */
const hostile = {
  'status line': ({ form, body, dice }) => message([dice.pick(statusLines), ...head(form, lengthOf(body)).slice(1)], body),
  'another status': otherStatus,
  'odd length': ({ form, body, dice }) => message(head(form, `Content-Length: ${dice.pick(lengths)}`), body),
  'wrong length': ({ form, body, dice }) => message(head(form, `Content-Length: ${Math.max(0, body.length + dice.below(9) - 4)}`), body),
  'two lengths': ({ form, body, dice }) =>
    message(head(form, lengthOf(body), `Content-Length: ${dice.pick([body.length, body.length + 1, ...lengths])}`), body),
  'odd coding': ({ form, body, dice }) => message(head(form, `Transfer-Encoding: ${dice.pick(codings)}`), inChunk(body), lastChunk),
  'coding twice': ({ form, body, dice }) =>
    message(head(form, chunked, `Transfer-Encoding: ${dice.pick(['chunked', ...codings])}`), inChunk(body), lastChunk),
  'length and coding': ({ form, body, dice }) =>
    message(head(form, dice.pick([lengthOf(body), 'Content-Length: 3']), chunked), inChunk(body), lastChunk),
  'wrong chunks': wrongChunks,
  'trailers': ({ form, body, dice }) => message(head(form, chunked), inChunk(body), `0\r\n${dice.pick(trailers)}\r\n`),
  'header line': ({ form, body, dice }) => message(head(form, dice.pick(headerLines), lengthOf(body)), body),
  'content type': ({ body, dice }) => message(['HTTP/1.1 200 OK', dice.pick(types), lengthOf(body)].filter(Boolean), body),
  'compressed': compressed,
  'interim answers': ({ form, body, dice }) =>
    Buffer.concat([latin1(dice.pick(interims).repeat(dice.pick([1, 1, 2, 30, 1500]))), message(head(form, lengthOf(body)), body)]),
  'bytes behind': ({ form, body, dice }) => message(head(form, lengthOf(body)), body, dice.pick(['\r\n', 'x', '\0', ' '.repeat(20000)])),
  'a second answer': ({ form, body, second }) => message(head(form, lengthOf(body)), body, message(head(form, lengthOf(second)), second)),
  'changed message': ({ form, body, dice }) => mutated(dice, message(head(form, lengthOf(body)), body)),
  'bare line feeds': ({ form, body }) =>
    latin1(message(head(form, lengthOf(body))).toString('latin1').replaceAll(crlf, '\n') + body.toString('latin1')),
};
const honestKinds = Object.entries(honest);
const hostileKinds = Object.entries(hostile);

/** Cuts the bytes where a delivery cuts them: whole, in pieces, or one by one. */
function inPieces(dice, bytes) {
  const way = dice.below(4);
  if (way < 2) return [bytes];
  const count = way === 2 ? 1 + dice.below(piecesMax) : Math.min(bytes.length, singleBytesMax);
  const at = way === 2 ? dice.many(count, () => dice.below(bytes.length + 1)).sort((a, b) => a - b) : Array.from({ length: count }, (_, k) => k + 1);
  return [0, ...at].map((from, k, all) => bytes.subarray(from, all[k + 1] ?? bytes.length)).filter((piece) => piece.length > 0);
}

/** How the bytes arrive, and what follows the last: `end` is `keep`, `end`, `reset` or `silence`. */
function deliver(dice, bytes, untilEnd) {
  if (dice.below(4) > 0) return { pieces: inPieces(dice, bytes), end: untilEnd ? 'end' : dice.pick(['keep', 'keep', 'end']), cut: false };
  const at = dice.below(bytes.length + 1);
  const end = dice.below(silentOneIn / 4) === 0 ? 'silence' : dice.pick(['end', 'reset']);
  return { pieces: inPieces(dice, bytes.subarray(0, at)), end, cut: true };
}

/** A head or a body that grows for ever, a line at a time. */
const endless = (dice, form) => ({
  kind: 'endless', pieces: [message(head(form, chunked)).subarray(0, -2)], end: 'drip',
  drip: latin1(dice.pick(['X-A: b\r\n', '\r\n1\r\n \r\n', '\r\n4\r\n: c\n\r\n'])), good: false, intact: false,
});

/** The answer of that number: who asked how, the bytes, and what is known of them beforehand. */
export function hostileAnswer(seed, number) {
  const dice = new Dice(Math.imul(seed, 0x85ebca6b) ^ Math.imul(number, 0x9e3779b1));
  const form = { family: dice.pick(['chat_completions', 'responses']), stream: dice.below(2) === 0 };
  const words = wordsOf('A', number);
  if (dice.below(silentOneIn * 2) === 0) return { number, form, words, ...endless(dice, form) };
  const { kind: bodyKind, bytes: body, intact = false } = hostileBody(dice, form, words);
  const fair = dice.below(2) === 0;
  const [framing, frame] = dice.pick(fair ? honestKinds : hostileKinds);
  const second = latin1(healthyParts(form, wordsOf('C', number)).join(''));
  const { pieces, end, cut } = deliver(dice, frame({ form, body, dice, second }), framing === 'until the end');
  const kind = `${bodyKind}, ${framing}${cut ? `, cut (${end})` : ''}`;
  return { number, form, words, kind, pieces, end, intact: intact && framing !== 'changed message', good: intact && fair && !cut };
}
