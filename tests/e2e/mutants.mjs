// A good request with a few bytes changed, over and over: what the upstream was asked and what callers were answered must be the same number.
import assert from 'node:assert/strict';

import { Dice } from './dice.mjs';
import { eventually, scale } from './child.mjs';
import { body, hex, post } from './messages.mjs';
import { exchange, latin1 } from './raw_client.mjs';

const atOnce = 32;
const changesMax = 4;
/** A message that is never whole gets no answer; so long without a byte and it is taken for one. */
const quietMs = 300 * scale;
const loopbackHosts = 200;
const bytesOfInterest = [...'\r\n\0 \t:;,0159aAfFxX-+"{}[]/?#\\\x0b\x7f\x80\xff'].map((c) => c.charCodeAt(0));
const framingBytes = new Set(latin1('\r\n:0123456789'));
const wordsOfInterest = ['\r\n', '\r\n\r\n', '\n', ' ', 'chunked', '0\r\n\r\n', 'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n', 'Host: y\r\n', ' HTTP/1.1'];

const parents = [
  post(`Content-Length: ${body.length}`),
  post('Transfer-Encoding: chunked', `5\r\n${body.slice(0, 5)}\r\n${hex(body.slice(5))};a=b\r\n${body.slice(5)}\r\n0\r\nX-A: b\r\n\r\n`),
  post(`Connection: keep-alive\r\nX-A: b\r\nContent-Length: ${body.length}`) + post(`Content-Length: ${body.length}`),
].map(latin1);
/** Closes the connection where the mutant left it in step, so that few have to be waited for. */
const sentinel = latin1('GET /v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');

const changes = [
  (dice, bytes, at) => { bytes[at] ^= 1 << dice.below(8); return bytes; },
  (dice, bytes, at) => { bytes[at] = dice.pick(bytesOfInterest); return bytes; },
  (dice, bytes, at) => { bytes[at] = dice.below(256); return bytes; },
  (dice, bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + dice.below(4))]),
  (dice, bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.from([dice.pick(bytesOfInterest)]), bytes.subarray(at)]),
  (dice, bytes, at) => Buffer.concat([bytes.subarray(0, at), latin1(dice.pick(wordsOfInterest)), bytes.subarray(at)]),
  (dice, bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(dice.below(at + 1))]),
];

/** Half of the places are among the bytes that frame a message; the others are anywhere. */
function place(dice, bytes) {
  const anywhere = dice.below(bytes.length);
  if (dice.below(2) === 0) return anywhere;
  const next = bytes.subarray(anywhere).findIndex((byte) => framingBytes.has(byte));
  return next < 0 ? anywhere : anywhere + next;
}

/** The bytes with a few changes: one is what comes through most often; several find what one alone cannot. */
export function mutated(dice, original) {
  let bytes = Buffer.from(original);
  for (let left = 1 + dice.below(1 + dice.below(changesMax)); left > 0 && bytes.length > 0; left--) {
    bytes = dice.pick(changes)(dice, bytes, place(dice, bytes));
  }
  return bytes;
}

const mutant = (dice) => Buffer.concat([mutated(dice, dice.pick(parents)), sentinel]);

export class MutantRun {
  constructor({ seed, witness, count }) {
    Object.assign(this, { dice: new Dice(seed), witness, count, sent: 0, accepted: 0, forwarded: 0, silent: 0, byStatus: new Map() });
  }

  async all(gateway) {
    while (this.sent < this.count) await this.batch(gateway, Math.min(atOnce, this.count - this.sent));
  }

  /** Some mutants at once; the numbers must agree before the next ones go out. */
  async batch(gateway, size) {
    this.witness.forget();
    const mutants = this.dice.many(size, () => mutant(this.dice));
    const from = `127.0.0.${2 + (this.sent / atOnce | 0) % loopbackHosts}`;
    const results = await Promise.all(mutants.map((bytes) => exchange(gateway.url, [bytes], { quiet: quietMs, from })));
    const accepted = results.reduce((sum, result) => sum + this.note(result), 0);
    const shown = () => mutants.map((bytes) => JSON.stringify(bytes.toString('latin1'))).join('\n');
    const said = () => `${accepted} accepted, ${this.witness.requests.length} forwarded of\n${shown()}`;
    await eventually('the upstream to have seen what was accepted', () => this.witness.requests.length >= accepted).catch(() => {});
    assert.equal(this.witness.requests.length, accepted, said());
    assert.deepEqual(this.witness.complaints, [], said());
    this.sent += size;
    this.accepted += accepted;
    this.forwarded += this.witness.requests.length;
  }

  /** How many answers of the upstream a caller got. */
  note({ answers, closed }) {
    if (!closed) this.silent++;
    for (const { status } of answers) this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
    return answers.filter((answer) => answer.status === 200 && answer.body.includes('"chat.completion"')).length;
  }

  summary() {
    const counts = [...this.byStatus].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`).join(', ');
    return `${this.sent} mutants, ${this.accepted} accepted, ${this.forwarded} forwarded, ${this.silent} never whole; answers ${counts}`;
  }
}
