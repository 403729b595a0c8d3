// What persons do to a gateway meanwhile, over and over: reloads, overrides, the kill switch and rollouts, each taken back again.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { command } from '../e2e/evidence.mjs';
import { ramped, rollout } from '../e2e/rollout_watch.mjs';
import { changed } from './settings.mjs';

const approved = ['--approver', 'ben', '--reason', 'The soak.', '--ticket', 'INC-7', '--expires', '10m'];

async function override(gateway, ...args) {
  const { code, stdout, stderr } = await command(gateway, ['override', ...args, '--author', 'ana']);
  assert.equal(code, 0, `override ${args.join(' ')}\n${stdout}${stderr}`);
}

/** One turn, step by step; every step leaves each call answered as it has to be. */
const steps = [
  async (gateway, settings, turn) => {
    gateway.configure(changed(settings, turn));
    const answer = await gateway.askAdmin('/reload', { method: 'POST' });
    assert.equal(answer.status, 200, await answer.text());
  },
  (gateway) => override(gateway, 'set', 'chat', '--pin', 'spare', ...approved),
  (gateway) => override(gateway, 'clear', 'pin', 'chat'),
  (gateway) => override(gateway, 'kill', 'chat'),
  (gateway) => override(gateway, 'clear', 'kill', 'chat'),
  (gateway) => ramped(gateway, ['--stages', '0,50,100']),
  (gateway) => rollout(gateway, 'roll-back', ['--reason', 'The soak.']),
];

/** Takes step after step until asked to stop, and ends with the last one of a turn; gives how many there were. */
export async function keepChanging(gateway, settings, { everyMs, stopping }) {
  let done = 0;
  while (!stopping() || done % steps.length !== 0) {
    await steps[done % steps.length](gateway, settings, 1 + Math.floor(done / steps.length));
    done += 1;
    await sleep(everyMs);
  }
  return done;
}
