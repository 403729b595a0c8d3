// A provider that breaks every rule: each request still ends in time, with one answer, one error or a stream visibly broken off.
// CASES=2000000 is the long form; SHARD=1/4 takes every fourth case, SEED repeats a run, CASE=17 one case of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { eventually, scale, target, withGateway } from './harness.mjs';
import { hostileAnswer } from './hostile_answers.mjs';
import { HostileProvider } from './hostile_provider.mjs';
import { verdictOf } from './hostile_verdict.mjs';
import { residentKiB } from './crowd.mjs';
import { exchange } from './raw_client.mjs';
import { wordsOf } from './hostile_bodies.mjs';

const cases = Number(process.env.CASES ?? 5000);
/** Where nobody asked for a number of cases, a busy machine plays fewer; the summary says how many. */
const secondsMax = process.env.CASES === undefined ? 30 * scale : Infinity;
const casesMin = 250;
const seed = Number(process.env.SEED ?? 1);
const [shard, shards] = (process.env.SHARD ?? '0/1').split('/').map(Number);
const only = process.env.CASE === undefined ? null : Number(process.env.CASE);

const atOnce = 48;
const probeEvery = 500;
/** A provider may ask for a pause; a target that was configured anew is asked again, so that the cases behind it are played as well. */
const forgiveEvery = 50;
const turnsMax = 250;
const lateTurnsMax = 5;
const turnWaitMs = 20;
const loopbackHosts = 200;
const deadlineMs = 3000 * scale;
const lateMsMax = 4000 * scale;
/** Over what the gateway holds once it is warm; freed memory that the allocator keeps is part of it. */
const growthKiBMax = 96 * 1024;
const failuresShown = 5;

const provider = await HostileProvider.start();
const limits = { connect: 1000, first_token: 700, stall: 700, total: 1200 };
const clocks = Object.fromEntries(Object.entries(limits).map(([name, ms]) => [name, `${ms * scale}ms`]));
const upstream = (model, places) => target(provider.url, model, { timeouts: clocks, max_inflight: places });
const settings = (route, places = 1000) => ({
  mocks: { a: provider, b: provider }, targets: { main: upstream('model-a', places), spare: upstream('model-b', places) },
  server: { trace: false, loops: 1, connections_max: 20000, connections_per_address_max: 20000 },
  route: { deadline: `${deadlineMs}ms`, ...route },
});

function question({ family, stream }, number) {
  const path = family === 'responses' ? '/v1/responses' : '/v1/chat/completions';
  const text = `case ${number}`;
  const asked = family === 'responses' ? { input: text, store: false } : { messages: [{ role: 'user', content: text }] };
  const body = JSON.stringify({ model: 'assistant', stream, ...asked });
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** Which cases this process plays, one after the other. */
function* numbers(first, count) {
  if (only !== null) return yield only;
  for (let number = first; number < first + count; ++number) if (number % shards === shard) yield number;
}

class HostileRun {
  constructor(gateway, route, rescued) {
    Object.assign(this, { gateway, route, rescued, played: 0, failures: [], outcomes: new Map(), slowestMs: 0, warmKiB: null, peakKiB: 0 });
  }

  async play(all) {
    const began = performance.now();
    const worker = async () => {
      for (const number of all) {
        await this.one(number);
        if (performance.now() - began > secondsMax * 1000) return;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    await this.probe();
    this.perSecond = this.played / (performance.now() - began) * 1000;
  }

  async one(number) {
    const answer = hostileAnswer(seed, number);
    const began = performance.now();
    try {
      this.judge(answer, await this.asked(answer));
    } catch (error) {
      const earlier = provider.takeEarlier(number);
      const behind = earlier === undefined ? '' : `; behind case ${earlier}: ${earlier < 0 ? 'a probe' : hostileAnswer(seed, earlier).kind}`;
      this.failures.push(`case ${number} (${answer.form.family}${answer.form.stream ? ' streamed' : ''}; ${answer.kind}${behind}): ${error.message}`);
    }
    provider.takeEarlier(number);
    this.slowestMs = Math.max(this.slowestMs, performance.now() - began);
    if (++this.played % forgiveEvery === 0) await this.forgive();
    if (this.played % probeEvery === 0) await this.probe();
  }

  /**
   * A provider may ask to be left alone, wholly or for the most part; then the case is played again, after the target was configured anew.
   * So is an answer in health that a busy machine did not bring in time.
   */
  async asked({ form, number, good = true }) {
    const sent = { within: deadlineMs + lateMsMax, from: `127.0.0.${2 + Math.abs(number) % loopbackHosts}` };
    for (let turn = 0; ; ++turn) {
      const began = performance.now();
      const verdict = verdictOf(form, await exchange(this.gateway.url, [question(form, number)], sent));
      const late = good && verdict.outcome !== 'served' && performance.now() - began >= limits.first_token * scale && turn < lateTurnsMax;
      const refused = ['all_paused', 'all_full'].includes(verdict.outcome) && turn < turnsMax;
      if (!late && !refused) return verdict;
      await sleep(turnWaitMs);
      await this.forgive();
    }
  }

  /** One reload at a time: it must find the file whole. */
  async forgive() {
    this.forgiving ??= this.reload().finally(() => { this.forgiving = null; });
    return this.forgiving;
  }

  async reload() {
    this.places = this.places === 1000 ? 1001 : 1000;
    this.gateway.configure(settings(this.route, this.places));
    assert.equal((await this.gateway.askAdmin('/reload', { method: 'POST' })).status, 200);
  }

  /** Where the body came as the provider meant it, the caller has all of it or knows that something is missing. */
  judge({ number, words, intact, good }, { outcome, words: said }) {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    const bySpare = said !== undefined && said.startsWith('B');
    if (bySpare) assert.equal(said, wordsOf('B', number).join(' '), 'a mixture with the fallback');
    if (bySpare) assert.ok(this.rescued, 'an answer by a fallback that nobody approved');
    if (outcome === 'served' && intact && !bySpare) assert.equal(said, words.join(' '), 'a part of an answer that looks whole');
    if (good) assert.equal(outcome, 'served', 'an answer in health was refused');
  }

  async probe() {
    await this.forgive();
    const number = -1 - this.played;
    const { outcome, words } = await this.asked({ form: { family: 'chat_completions', stream: false }, number });
    const wanted = (this.rescued ? ['A', 'B'] : ['A']).map((tag) => wordsOf(tag, number).join(' '));
    assert.ok(wanted.includes(words), `the probe after ${this.played} cases: ${outcome} ${words}; ${await this.placesTaken()}`);
    const heldKiB = residentKiB(this.gateway.child.process.pid);
    this.warmKiB ??= heldKiB;
    this.peakKiB = Math.max(this.peakKiB, heldKiB);
  }

  /** What the gateway believes to have open at its targets. */
  async placesTaken() {
    return (await this.gateway.metrics()).split('\n').filter((line) => line.startsWith('jurymast_target_in_flight')).join(' ');
  }

  summary() {
    const counts = [...this.outcomes].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`).join(', ');
    const resident = `${(this.warmKiB / 1024).toFixed(0)} to ${(this.peakKiB / 1024).toFixed(0)} MiB`;
    return `${this.played} cases, ${this.perSecond.toFixed(0)} a second, slowest ${this.slowestMs.toFixed(0)} ms, resident ${resident}; ${counts}`;
  }
}

async function besiege(t, route, { first, count, rescued }) {
  t.diagnostic(`SEED=${seed} CASES=${cases} SHARD=${shard}/${shards}`);
  await withGateway(settings(route), async (gateway) => {
    const run = new HostileRun(gateway, route, rescued);
    await run.probe();
    await run.play(numbers(first, count));
    t.diagnostic(run.summary());
    assert.deepEqual(run.failures.slice(0, failuresShown), [], `${run.failures.length} of ${run.played} cases failed`);
    if (secondsMax < Infinity) assert.ok(run.played >= casesMin, run.summary());
    assert.ok(run.outcomes.has('served') || only !== null, 'nobody was served at all');
    if (scale > 1) t.diagnostic('not run: the bound of memory, which a sanitizer multiplies');
    else assert.ok(run.peakKiB - run.warmKiB <= growthKiBMax, run.summary());
    await eventually('every place at a target to be free again', async () => !/in_flight\{[^}]*\} [1-9]/.test(await run.placesTaken()));
  });
}

const retry = { backoff_base: '5ms', backoff_cap: '10ms' };
const half = Math.ceil(cases / 2);
const timeout = (240000 + cases * 20) * scale;

test('a hostile provider alone: every request ends in time, whole or visibly not', { timeout }, (t) =>
  besiege(t, { mode: 'off', retry }, { first: 0, count: half, rescued: false }));

test('a hostile provider with a fallback: an answer is all of one target', { timeout }, (t) =>
  besiege(t, { retry }, { first: half, count: cases - half, rescued: true }));
