// What reached an upstream, by its own account. The mock keeps its newest attempts only, so a long log is read in pieces that overlap.
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 8000;

function factOf(attempt) {
  const at = Date.parse(attempt.wall);
  const ended = attempt.ended_at_ns === undefined || attempt.ended === 'in_progress' ? null : at + (attempt.ended_at_ns - attempt.at_ns) / 1e6;
  return { n: attempt.n, at, ended, id: attempt.request_id, status: attempt.status, whole: attempt.ended === 'complete' && attempt.status === 200 };
}

export class ProviderLog {
  constructor(mock) {
    this.mock = mock;
    this.facts = new Map();
    this.polling = true;
  }

  async read() {
    for (const attempt of await this.mock.attempts()) this.facts.set(attempt.n, factOf(attempt));
  }

  /** Reads while a script runs whose log outgrows what the mock keeps; call `finish` for the whole. */
  follow() {
    this.following = (async () => {
      for (let waited = 0; this.polling; waited += 100) {
        await sleep(100);
        if (waited % pollMs === 0) await this.read();
      }
    })();
  }

  /** Every attempt in order; fails where the log has a hole. */
  async finish() {
    this.polling = false;
    await this.following;
    await this.read();
    const all = [...this.facts.values()].sort((a, b) => a.n - b.n);
    const hole = all.findIndex(({ n }, i) => n !== i + 1);
    if (hole !== -1) throw new Error(`the log of mock ${this.mock.tag} lacks attempt ${hole + 1}`);
    return all;
  }
}
