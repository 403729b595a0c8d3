// Calls that start by the clock, whatever became of those before, and the ledger of what each of them saw.
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const connectionsMax = 512;
const callMsMax = 30000;

/** The value below which that share of the numbers lies. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const median = (numbers) => quantile(numbers, 0.5);
export const p99 = (calls) => quantile(calls.map((call) => call.ms), 0.99);

export class SteadyLoad {
  constructor(url, { everyMs, stream = () => false, model = () => 'assistant', keepAlive = true }) {
    Object.assign(this, { url: new URL('/v1/chat/completions', url), everyMs, stream, model, calls: [], running: new Set(), stopping: false });
    this.agent = new Agent({ keepAlive, maxSockets: connectionsMax });
  }

  start() {
    this.stopping = false;
    this.done = this.#run();
    return this;
  }

  /** Starts calls for so long, and gives those that were started meanwhile once they have ended. */
  async for(ms) {
    const first = this.calls.length;
    this.start();
    await sleep(ms);
    await this.stop();
    return this.calls.slice(first);
  }

  /** Starts no more calls and waits for those that run. */
  async stop() {
    this.stopping = true;
    await this.done;
    await Promise.all(this.running);
  }

  close() { this.agent.destroy(); }

  async #run() {
    const began = performance.now();
    for (let number = 0; !this.stopping; ++number) {
      const wait = began + number * this.everyMs - performance.now();
      if (wait > 0) await sleep(wait);
      if (this.stopping) return;
      const call = this.#call(this.calls.length).finally(() => this.running.delete(call));
      this.running.add(call);
    }
  }

  async #call(number) {
    const seen = { status: 0, id: null, headers: {}, text: '', error: null, reused: false };
    const entry = { number, model: this.model(number), stream: this.stream(number), at: performance.now(), ...seen };
    this.calls.push(entry);
    const body = JSON.stringify({ model: entry.model, stream: entry.stream, messages: [{ role: 'user', content: 'hello' }] });
    try {
      await this.#exchange(entry, body);
    } catch (error) {
      entry.error = String(error);
    }
    entry.ms = performance.now() - entry.at;
  }

  #exchange(entry, body) {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const sent = request(this.url, { method: 'POST', agent: this.agent, headers, timeout: callMsMax }, (answer) => {
        Object.assign(entry, { status: answer.statusCode, id: answer.headers['x-request-id'] ?? null, headers: answer.headers });
        answer.setEncoding('utf8').on('data', (text) => { entry.text += text; }).on('end', resolve).on('error', reject);
      });
      sent.on('error', (error) => { entry.reused = sent.reusedSocket; reject(error); }).on('timeout', () => sent.destroy(new Error(`no answer in ${callMsMax} ms`)));
      sent.end(body);
    });
  }
}

/** Whether the caller got a whole answer. */
export const isWhole = (call) => call.error === null && call.status === 200 && (!call.stream || call.text.includes('[DONE]'));
