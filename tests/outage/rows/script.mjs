// What a script does to the primary, through the control endpoint of the mock.
import { setTimeout as sleep } from 'node:timers/promises';

/** The primary answers with `fault` for that long; without one its port is closed. */
export function outage(lastsMs, fault) {
  return async ({ form, main }) => {
    const time = Math.round(form.ms(lastsMs));
    await main.call('POST', 'down', { for_ms: time, ...(fault && { as: fault }) });
    await sleep(time);
  };
}

/** Down and up by turns of that length, beginning down. */
export function flapping(lastsMs, turnMs, fault) {
  return async ({ form, main }) => {
    const began = Date.now();
    for (let turn = 0; turn * turnMs * 2 < lastsMs; ++turn) {
      await sleep(Math.max(0, began + form.ms(turn * turnMs * 2) - Date.now()));
      await main.call('POST', 'down', { for_ms: Math.round(form.ms(turnMs)), as: fault });
    }
    await sleep(Math.max(0, began + form.ms(lastsMs) - Date.now()));
  };
}

/** So many requests at a time for that long, then as many as before. */
export function brownOut(lastsMs, { slots, healthy }) {
  return async ({ form, main }) => {
    await main.call('POST', 'concurrency', { slots });
    await sleep(form.ms(lastsMs));
    await main.call('POST', 'concurrency', { slots: healthy });
  };
}
