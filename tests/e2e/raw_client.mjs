// A caller that speaks in bytes: sends what it is told, cut where it is told, and reads the answers as strictly as they may be read.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { scale } from './child.mjs';

/** Long enough for two cut pieces to leave as two segments. */
const pieceGapMs = 1;

/** Asks for nothing but to be answered. */
const fence = 'GET /v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

export const latin1 = (text) => Buffer.from(text, 'latin1');

/** The head at the front of `text` as status and fields, and where its body begins; null where it is not whole. */
function readHead(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [statusLine, ...lines] = text.slice(0, end).split('\r\n');
  const match = /^HTTP\/1\.1 (\d{3}) [\t\x20-\x7e]*$/.exec(statusLine);
  if (!match) throw new Error(`not a status line: ${JSON.stringify(statusLine)}`);
  const fields = new Map();
  for (const line of lines) {
    const field = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/.exec(line);
    if (!field) throw new Error(`not a header line: ${JSON.stringify(line)}`);
    const name = field[1].toLowerCase();
    if (name === 'content-length' && fields.has(name)) throw new Error('two lengths in one answer');
    fields.set(name, field[2]);
  }
  return { status: Number(match[1]), fields, bodyAt: end + 4 };
}

/** The chunked body that begins at `at`, and where it ends; null where it is not whole. */
function readChunks(text, at) {
  let body = '';
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const line = text.slice(at, lineEnd);
    if (!/^[0-9a-f]+$/i.test(line)) throw new Error(`not a chunk size: ${JSON.stringify(line)}`);
    const size = parseInt(line, 16);
    const end = lineEnd + 2 + size;
    if (text.length < end + 2) return null;
    if (text.slice(end, end + 2) !== '\r\n') throw new Error('a chunk is not as long as it says');
    body += text.slice(lineEnd + 2, end);
    at = end + 2;
    if (size === 0) return { body, end: at };
  }
}

function readBody(text, { status, fields, bodyAt }) {
  if (status < 200) return { body: '', end: bodyAt };
  const length = fields.get('content-length');
  const coding = fields.get('transfer-encoding');
  if (length !== undefined && coding !== undefined) throw new Error('an answer with both framings');
  if (coding !== undefined) return readChunks(text, bodyAt);
  if (!/^\d+$/.test(length ?? '')) throw new Error(`an answer without framing: ${text.slice(0, 200)}`);
  const end = bodyAt + Number(length);
  return text.length < end ? null : { body: text.slice(bodyAt, end), end };
}

/** The whole answers in what came, and what is left behind them. */
export function readAnswers(text) {
  const answers = [];
  for (;;) {
    const head = readHead(text);
    const body = head && readBody(text, head);
    if (!body) return { answers, rest: text };
    answers.push({ status: head.status, fields: head.fields, body: body.body });
    text = text.slice(body.end);
  }
}

/**
 * Sends the pieces on a connection of its own and waits for the gateway to close it. `enough` ends the wait earlier, from what came
 * so far; `quiet` ends it after so many milliseconds without a byte, but only once the gateway has answered somebody else meanwhile;
 * `ends` closes our side behind the last piece.
 */
export function exchange(url, pieces, { within = 8000 * scale, enough = null, quiet = null, ends = false, from } = {}) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(port), host: hostname, localAddress: from, noDelay: true, allowHalfOpen: ends });
    const received = [];
    const text = () => Buffer.concat(received).toString('latin1');
    const finish = (closed) => {
      clearTimeout(timer);
      socket.destroy();
      try { resolve({ ...readAnswers(text()), closed, received: text() }); } catch (error) { reject(error); }
    };
    // A busy machine is silent, too; only who is passed over by others has nothing to come.
    const doubt = async () => {
      const bytesBefore = received.length;
      await exchange(url, [fence]);
      if (received.length === bytesBefore && !socket.destroyed) timer = setTimeout(() => finish(false), quiet);
    };
    let timer = quiet === null ? setTimeout(() => finish(false), within) : setTimeout(doubt, quiet);
    socket.on('data', (bytes) => {
      received.push(bytes);
      if (quiet !== null) { clearTimeout(timer); timer = setTimeout(doubt, quiet); }
      if (enough?.(text())) finish(false);
    });
    for (const event of ['end', 'close', 'error']) socket.on(event, () => finish(true));
    socket.on('connect', async () => {
      for (const [index, piece] of pieces.entries()) {
        if (index > 0) await sleep(pieceGapMs);
        if (socket.destroyed) return;
        socket.write(Buffer.isBuffer(piece) ? piece : latin1(piece));
      }
      if (ends) socket.end();
    });
  });
}

export const statuses = (result) => result.answers.map((answer) => answer.status);
