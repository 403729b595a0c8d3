// What the tests of rollouts share: traffic, steps, verdicts, and the records of what was done.
import assert from 'node:assert/strict';

import { run } from './child.mjs';
import { command, judged } from './evidence.mjs';
import { eventually } from './harness.mjs';

export const ask = (gateway) => fetch(`${gateway.url}/v1/chat/completions`, {
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'hello' }], max_tokens: 16 }),
});

/** Sends requests a few at a time until `enough` says so; gives how many there were. `each` gets every answer. */
export async function traffic(gateway, enough, { most = 2000, each = async () => {} } = {}) {
  let sent = 0;
  while (sent < most && !(await enough(sent))) {
    await Promise.all(Array.from({ length: 10 }, async () => {
      const answer = await ask(gateway);
      await answer.arrayBuffer();
      await each(answer);
    }));
    sent += 10;
  }
  return sent;
}

export async function rollout(gateway, action, args = [], code = 0) {
  const said = await command(gateway, ['rollout', action, 'chat', ...(action === 'status' ? [] : ['--operator', 'ada']), ...args]);
  assert.equal(said.code, code, `rollout ${action} ${args.join(' ')}\n${said.stdout}${said.stderr}`);
  return said.stdout;
}

export const standing = async (gateway) => (await gateway.askAdmin('/rollouts/chat')).json();

/** A verdict as `jurymast gate` would hand it in; what it rests on is shown elsewhere. */
export async function promote(gateway) {
  const stamp = Date.now();
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let id = '';
  for (let rest = stamp, i = 0; i < 10; ++i, rest = Math.floor(rest / 32)) id = alphabet[rest % 32] + id;
  for (let i = 0; i < 16; ++i) id += alphabet[Math.floor(Math.random() * 32)];
  const record = {
    v: 1, kind: 'gate', id, ts: new Date(stamp).toISOString().replace('Z', '000Z'), config: 1, route: 'chat', target: 'spare',
    family: 'chat_completions', verdict: 'promote', decided_by: 'auto',
  };
  const answer = await gateway.askAdmin('/records', { method: 'POST', body: JSON.stringify(record) });
  assert.equal(answer.status, 200, await answer.text());
}

/** A plan that has traffic at its first share. */
export async function ramped(gateway, args) {
  await rollout(gateway, 'plan', args);
  await rollout(gateway, 'start');
  await promote(gateway);
  await eventually('the first share', async () => (await standing(gateway)).state === 'ramping', { every: 50 });
}

export const settingsOf = (mocks) => (route = {}, server = {}) => ({
  mocks, server: { trace: false, ...server }, route: { ...judged, rollout: { dwell: '1s' }, ...route },
});

/** The steps of rollouts in the record, oldest first. */
export async function stepsOf(gateway) {
  const { stdout } = await run(['log', 'export', '--state', gateway.state]);
  return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((record) => record.kind === 'rollout');
}

/** How many alerts of a name fire. */
export async function firing(gateway, name) {
  const page = await (await gateway.askAdmin('/metrics')).text();
  return Number(new RegExp(`^jurymast_alert\\{name="${name}"\\} (\\d+)`, 'm').exec(page)?.[1] ?? 0);
}
