// From a fresh configuration to a promotion, and what a fallback may do with evidence, without it, and after it was refuted.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

import { command, heldTargets, packFor, withJudgedGateway } from './evidence.mjs';
import { freshFolder, once, startMocks } from './harness.mjs';

const mocks = await startMocks();
const contract = await packFor(freshFolder(), mocks.a);
const ask = (gateway) => fetch(`${gateway.url}/v1/chat/completions`, {
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'hello' }], max_tokens: 16 }),
});

async function says(gateway, args, code = 0) {
  const said = await command(gateway, args);
  assert.equal(said.code, code, `jurymast ${args.join(' ')}\n${said.stdout}${said.stderr}`);
  return said.stdout;
}

async function prove(gateway, route) {
  await says(gateway, ['contract', 'snapshot', '--route', route]);
  await says(gateway, ['smoke', route]);
}

/** What no smoke test shows: ordinary requests, and a primary that fails so that a retry waits and a fallback serves. */
async function rehearse(gateway, path, body) {
  const call = () => fetch(`${gateway.url}/v1/${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'assistant', ...body }),
  });
  for (let i = 0; i < 12; ++i) assert.equal((await call()).status, 200);
  await mocks.a.misbehave('503');
  const rescued = await call();
  assert.equal(rescued.headers.get('x-jurymast-target'), 'spare');
  await mocks.a.heal();
}

const routes = [
  ['chat', 'chat/completions', { messages: [{ role: 'user', content: 'hello' }], max_tokens: 16 }],
  ['answers', 'responses', { input: 'hello', max_output_tokens: 16, store: false }],
];
once('a fresh configuration comes to a promotion, and the gate names what is missing on the way', async () => {
  for (const [route, path, body] of routes) {
    await mocks.reset();
    await withJudgedGateway({ mocks, targets: heldTargets(mocks, contract) }, async (gateway) => {
      const before = await says(gateway, ['gate', route], 3);
      for (const needed of [`jurymast smoke ${route}`, 'jurymast contract snapshot']) assert.ok(before.includes(needed), before);
      await prove(gateway, route);
      const tested = await says(gateway, ['gate', route], 3);
      for (const needed of ['backoff_seen', 'fallback_decision_logged']) assert.ok(tested.includes(needed), tested);
      assert.ok(tested.includes(`jurymast smoke ${route} --target spare --check happy_path`), tested);
      await rehearse(gateway, path, body);
      await says(gateway, ['smoke', route, '--check', 'happy_path']);
      const report = await says(gateway, ['gate', route, '--ticket', 'CHG-1']);
      assert.match(report, /^promote: route /);
    });
  }
});

once('evidence = "require": refused without a smoke test, served after it, refused when one fails', async () => {
  await mocks.reset();
  const settings = { mocks, targets: heldTargets(mocks, contract), route: { evidence: 'require' } };
  const records = await withJudgedGateway(settings, async (gateway) => {
    await mocks.a.misbehave('503');
    const refused = await ask(gateway);
    assert.equal(refused.status, 503);
    assert.match(refused.headers.get('x-jurymast-fallback-refused'), /evidence/);
    await mocks.a.heal();
    await prove(gateway, 'chat');
    await mocks.a.misbehave('503');
    const served = await ask(gateway);
    assert.equal(served.status, 200);
    assert.equal(served.headers.get('x-jurymast-target'), 'spare');
    assert.equal(served.headers.get('x-jurymast-unproven'), null);
    await mocks.b.misbehave('error-in-200');
    const smoke = await command(gateway, ['smoke', 'chat', '--target', 'spare', '--check', 'happy_path']);
    assert.equal(smoke.code, 1, smoke.stdout);
    await mocks.b.heal();
    const again = await ask(gateway);
    assert.equal(again.status, 503);
    assert.match(again.headers.get('x-jurymast-fallback-refused'), /evidence/);
  });
  assert.equal(records.filter((record) => record.arm === 'rescue').length, 1);
});

once('evidence = "warn": a smoke test that failed blocks the fallback there too', async () => {
  await mocks.reset();
  await withJudgedGateway({ mocks, targets: heldTargets(mocks, contract) }, async (gateway) => {
    await mocks.a.misbehave('503');
    const unproven = await ask(gateway);
    assert.equal(unproven.status, 200);
    assert.match(unproven.headers.get('x-jurymast-unproven'), /evidence/);
    await mocks.b.misbehave('error-in-200');
    assert.equal((await command(gateway, ['smoke', 'chat', '--target', 'spare'])).code, 1);
    await mocks.b.heal();
    assert.equal((await ask(gateway)).status, 503);
  });
});

once('evidence outlives a restart, and a change of what it rests on supersedes it', async () => {
  await mocks.reset();
  const settings = { mocks, targets: heldTargets(mocks, contract), route: { evidence: 'require' } };
  await withJudgedGateway(settings, async (gateway) => {
    await prove(gateway, 'chat');
    await gateway.stop();
    await gateway.launch();
    await mocks.a.misbehave('503');
    assert.equal((await ask(gateway)).status, 200);
    const text = readFileSync(gateway.file, 'utf8');
    gateway.write(text.replace('stop_condition = "A check of the fallback fails."', 'stop_condition = "Two checks of the fallback fail."'));
    const reloaded = await gateway.askAdmin('/reload', { method: 'POST' });
    assert.equal(reloaded.status, 200);
    const refused = await ask(gateway);
    assert.equal(refused.status, 503);
    assert.match(refused.headers.get('x-jurymast-fallback-refused'), /evidence/);
  });
});

once('a verdict can be computed again from its report, byte for byte', async () => {
  await mocks.reset();
  await withJudgedGateway({ mocks, targets: heldTargets(mocks, contract) }, async (gateway) => {
    await prove(gateway, 'chat');
    const first = await command(gateway, ['gate', 'chat', '--format', 'json']);
    assert.equal(JSON.parse(first.stdout).verdict, 'hold');
    const file = `${gateway.folder}/report.json`;
    writeFileSync(file, first.stdout);
    const again = await command(gateway, ['gate', '--replay', file, '--format', 'json']);
    assert.equal(again.code, first.code, again.stderr);
    assert.equal(again.stdout, first.stdout);
  });
});

once('a check names the documentation that it was held against, and its rendering the version', async () => {
  await mocks.reset();
  await withJudgedGateway({ mocks, targets: heldTargets(mocks, contract) }, async (gateway) => {
    await says(gateway, ['contract', 'snapshot', '--route', 'chat']);
    const smoke = JSON.parse(await says(gateway, ['smoke', 'chat', '--target', 'spare', '--format', 'json']));
    const render = (form) => says(gateway, ['log', 'render', smoke.checks[0].record, '--as', form]);
    assert.match(await render('b'), /chat_completions@\d{4}-\d\d-\d\d#[0-9a-f]{12}/);
    assert.equal(JSON.parse(await render('d')).source_url, `${mocks.a.url}/docs/chat`);
    const refused = smoke.checks.find((check) => check.check === 'error_missing_field');
    assert.equal(refused.documented.member, '/messages');
    assert.equal(refused.documented.page, `${mocks.a.url}/docs/chat`);
  });
});

once('error paths are sent as streams too, and a model of the operator’s own is recorded', async () => {
  await mocks.reset();
  await withJudgedGateway({ mocks, targets: heldTargets(mocks, contract) }, async (gateway) => {
    const smoke = JSON.parse(await says(gateway, ['smoke', 'chat', '--target', 'spare', '--model', 'assistant', '--json']));
    assert.equal(smoke.checks.length, 8);
    for (const check of ['error_credential', 'error_missing_field', 'error_client_fault']) {
      assert.deepEqual(smoke.checks.filter((one) => one.check === check).map((one) => [one.streamed, one.result]), [[false, 'pass'], [true, 'pass']]);
    }
    const refused = await command(gateway, ['smoke', 'chat', '--model', 'somebody-elses']);
    assert.equal(refused.code, 2, refused.stdout);
    assert.match(refused.stderr, /does not lead to route chat/);
  });
});

once('another gateway is looked at from outside, and the gate says what cannot be seen there', async () => {
  await mocks.reset();
  await withJudgedGateway({ mocks, targets: heldTargets(mocks, contract) }, async (gateway) => {
    const via = ['--via', `${mocks.b.url}/v1`, '--via-key', 'env:UPSTREAM_KEY'];
    await says(gateway, ['contract', 'snapshot', '--route', 'chat']);
    const smoke = JSON.parse(await says(gateway, ['smoke', 'chat', '--target', 'spare', ...via, '--json']));
    assert.equal(smoke.path, 'via');
    assert.match(smoke.not_seen, /Not seen from outside/);
    assert.equal(smoke.checks.length, 6);
    assert.equal(smoke.retry_amplification_factor, undefined);
    const verdict = await says(gateway, ['gate', 'chat', ...via.slice(0, 2)], 3);
    assert.match(verdict, /retries_within_budget: the application's requests go through http.*cannot be seen from outside of it/);
    assert.match(verdict, /answer_parsed +true/);
    assert.match(await says(gateway, ['gate', 'chat'], 3), /happy_path has not been run through the gateway/);
    const compared = JSON.parse(await says(gateway, ['compare', 'chat', '--samples', '12', ...via, '--json']));
    assert.deepEqual(compared.rows.filter((row) => row.verdict === 'unknown').map((row) => row.row), ['retries', 'request id']);
    await says(gateway, ['contract', 'verify', contract, '--target', 'spare', ...via]);
  });
});
