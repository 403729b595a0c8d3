// A raw TCP server that answers each request with the hostile answer of its number, or with a good one where it has none.
import { createServer } from 'node:net';
import { after } from 'node:test';

import { hostileAnswer } from './hostile_answers.mjs';
import { healthyParts, wordsOf } from './hostile_bodies.mjs';
import { answerWith } from './witness.mjs';

const seed = Number(process.env.SEED ?? 1);
const dripEveryMs = 10;

/** The request at the front of what came, once it is whole. */
function takeRequest(text) {
  const end = text.indexOf('\r\n\r\n');
  const length = Number(/^content-length: (\d+)$/im.exec(text)?.[1] ?? 0);
  if (end < 0 || text.length < end + 4 + length) return null;
  return { path: text.slice(0, end), body: text.slice(end + 4, end + 4 + length), rest: text.slice(end + 4 + length) };
}

/** What the fallback and the probes get. */
function goodAnswer({ path, body }, tag, number) {
  const form = { family: path.includes('/responses') ? 'responses' : 'chat_completions', stream: /"stream": ?true/.test(body) };
  const text = healthyParts(form, wordsOf(tag, number)).join('');
  const bytes = form.stream ? answerWith(text).replace('application/json', 'text/event-stream') : answerWith(text);
  return { pieces: [Buffer.from(bytes, 'latin1')], end: 'keep' };
}

function answerTo(request, number) {
  if (request.body.includes('model-b')) return goodAnswer(request, 'B', number);
  return number < 0 ? goodAnswer(request, 'A', number) : hostileAnswer(seed, number);
}

export class HostileProvider {
  /** Listens until the file of tests ends. */
  static async start() {
    const provider = new HostileProvider();
    Object.assign(provider, { sockets: new Set(), earlier: new Map() });
    provider.server = createServer({ noDelay: true }, (socket) => provider.take(socket));
    await new Promise((resolve) => provider.server.listen(0, '127.0.0.1', resolve));
    provider.url = `http://127.0.0.1:${provider.server.address().port}`;
    after(() => { for (const socket of provider.sockets) socket.destroy(); provider.server.close(); });
    return provider;
  }

  take(socket) {
    let text = '';
    const played = [];
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      const request = takeRequest(text);
      if (!request) return;
      text = request.rest;
      const number = Number(/case (-?\d+)/.exec(request.body)?.[1]);
      this.earlier.set(number, played.at(-1));
      played.push(number);
      this.send(socket, answerTo(request, number));
    });
  }

  /** The number that was answered on the same connection just before, where there was one. */
  takeEarlier(number) {
    const earlier = this.earlier.get(number);
    this.earlier.delete(number);
    return earlier;
  }

  /** Each piece leaves on its own: the loop turns between two of them. */
  send(socket, { pieces, end, drip }, at = 0) {
    if (socket.destroyed) return;
    if (at < pieces.length) {
      socket.write(pieces[at]);
      setImmediate(() => this.send(socket, { pieces, end, drip }, at + 1));
      return;
    }
    if (end === 'end') socket.end();
    if (end === 'reset') socket.resetAndDestroy();
    if (end === 'drip') this.drip(socket, drip);
  }

  drip(socket, bytes) {
    const timer = setInterval(() => socket.write(bytes), dripEveryMs);
    socket.on('close', () => clearInterval(timer));
  }
}
