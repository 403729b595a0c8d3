// What is made of an incident: the review's answers, packets and the hand-off, from the record that a running gateway wrote.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { run } from './child.mjs';
import { command, withJudgedGateway } from './evidence.mjs';
import { freshFolder, once, startMocks } from './harness.mjs';

const mocks = await startMocks();
const kPrompt = 'the merger with Hollow Reed is on friday';

async function ask(gateway) {
  const body = JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: kPrompt }] });
  const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await response.text();
  return { id: response.headers.get('x-request-id'), status: response.status };
}

async function many(gateway, count) {
  const answers = [];
  for (let i = 0; i < count; ++i) answers.push(await ask(gateway));
  return answers;
}

async function said(gateway, code, ...args) {
  const { code: ended, stdout, stderr } = await command(gateway, args, { env: { ...gateway.env, USER: 'ana' } });
  assert.equal(ended, code, `jurymast ${args.join(' ')}\n${stdout}${stderr}`);
  return { stdout, stderr };
}

/** The first command that a review shows, as it can be pasted. */
const firstCommand = (reviewed) => /look: jurymast (.*)/.exec(reviewed)[1].split(' --config')[0].split(' ');

async function storm(gateway) {
  await mocks.reset();
  await many(gateway, 60);
  await sleep(1100);
  await mocks.a.misbehave({ status: 503 });
  const rescued = await many(gateway, 30);
  await mocks.b.misbehave({ status: 503 });
  await many(gateway, 30);
  await mocks.reset();
  await sleep(1100);
  await many(gateway, 60);
  return rescued[0].id;
}

once('a review is answered from the record, persons add to it, and packets say what they lack and nothing secret', async () => {
  const folder = freshFolder();
  let ended;
  await withJudgedGateway({ mocks, folder, server: { trace: false } }, async (gateway) => {
    const firstBad = await storm(gateway);
    const opened = await said(gateway, 0, 'incident', 'open', 'chat', '--ticket', 'INC-7', '--service', 'shop', '--tenant', 'all');
    const [, id] = /incident timeline ([0-9A-Z]{26})/.exec(opened.stdout);

    const review = async () => JSON.parse((await said(gateway, 3, 'incident', 'review', id, '--json')).stdout).answers;
    const answers = await review();
    const named = (all, name) => all.find((one) => one.name === name);
    assert.equal(answers.length, 23);
    assert.equal(named(answers, 'first_bad').state, 'answered');
    assert.equal(named(answers, 'first_bad').sources[0].id, firstBad);
    assert.match(named(answers, 'automatic').known, /automatic rescues/);
    assert.ok(named(answers, 'missing_test').open);

    await said(gateway, 0, 'incident', 'answer', id, 'missing_test', 'A drill each week.');
    const again = await review();
    assert.equal(named(again, 'missing_test').persons[0].text, 'A drill each week.');
    assert.equal(named(again, 'missing_test').state, 'open', 'a person does not make the log know it');
    await said(gateway, 2, 'incident', 'answer', id, 'blame', 'somebody');

    const support = ['incident', 'packet', id, '--for', 'support'];
    const lacking = await said(gateway, 3, ...support);
    assert.match(lacking.stderr, /missing: question_kind/);
    assert.match(lacking.stderr, /missing: support_path/);
    const sample = join(folder, 'request.json');
    writeFileSync(sample, JSON.stringify({ model: 'm', messages: [{ role: 'user', content: kPrompt }] }));
    const today = new Date().toISOString().slice(0, 10);
    await said(gateway, 0, 'incident', 'enter', id, 'operator_decision', 'investigate', '--source', 'https://tickets.example.com/INC-7');
    const told = ['--question-kind', 'provider', '--support-source', 'https://help.example.com/', '--support-accessed', today, '--request', sample];
    const packet = JSON.parse((await said(gateway, 3, ...support, ...told, '--json')).stdout);
    assert.deepEqual(packet.missing, ['documentation'], 'nobody has looked at the documentation');

    await said(gateway, 2, 'incident', 'follow-up', id, 'Ask the provider.', '--owner', 'ana', '--due', '2020-01-01');
    await said(gateway, 0, 'incident', 'follow-up', id, 'Ask the provider.', '--owner', 'ana', '--due', today);
    const toDo = async () => JSON.parse((await command(gateway, ['handoff', '--json'], { env: gateway.env })).stdout).follow_ups.length;
    assert.equal(await toDo(), 1);
    await said(gateway, 0, 'incident', 'follow-up', id, '--done', '1');
    await said(gateway, 2, 'incident', 'follow-up', id, '--done', '1');
    assert.equal(await toDo(), 0);
    const { stdout: reviewed } = await said(gateway, 3, 'incident', 'review', id);
    assert.match(reviewed, /1\. Ask the provider\. \(ana until [-0-9]+; done [-0-9]+\s+by ana\)/);
    const { stdout: pasted } = await said(gateway, 0, ...firstCommand(reviewed));
    assert.match(pasted, /route chat/);
    await said(gateway, 0, 'incident', 'packet', id, '--for', 'ticket');
    await said(gateway, 0, 'incident', 'close', id, '--text', 'Thirty answers failed.');
    for (const view of ['review', 'support', 'ticket']) {
      for (const format of ['markdown', 'html', 'json']) {
        const { stdout } = await command(gateway, ['incident', 'packet', id, '--for', view, '--format', format, ...told], { env: gateway.env });
        assert.ok(stdout.includes(firstBad), `${view} as ${format}`);
        for (const secret of ['Hollow Reed', ...Object.values(gateway.env ?? {}).filter((value) => value.length > 12)]) {
          assert.ok(!stdout.includes(secret), `${view} as ${format} holds ${secret.slice(0, 4)}…`);
        }
        if (format === 'html') assert.doesNotMatch(stdout, /<script|src=|href=|url\(/);
      }
    }
    ended = { id, state: gateway.state };
  });
  // The gateway signed the log at its end: what the packet cites is proven without it.
  const { stdout: packet } = await run(['incident', 'packet', ended.id, '--json', '--state', ended.state]);
  const file = join(folder, 'packet.json');
  const key = join(ended.state, 'keys', 'log.pub');
  writeFileSync(file, packet);
  const proven = await run(['log', 'verify-proof', file, '--key', key]);
  assert.equal(proven.code, 0, proven.stdout + proven.stderr);
  assert.match(proven.stdout, /([0-9]+) of \1 proofs hold/);
  const changed = JSON.parse(packet);
  changed.proofs[0].digest = changed.proofs[0].digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  writeFileSync(file, JSON.stringify(changed));
  assert.equal((await run(['log', 'verify-proof', file, '--key', key])).code, 1);
});

once('a hand-off tells what stands, and its record stands in the log', async () => {
  await withJudgedGateway({ mocks, folder: freshFolder(), server: { trace: false } }, async (gateway) => {
    await mocks.reset();
    await many(gateway, 5);
    await said(gateway, 0, 'override', 'kill', 'chat', '--reason', 'a drill');
    await said(gateway, 0, 'incident', 'open', 'chat', '--from', '1m');
    const { stdout, stderr } = await said(gateway, 0, 'handoff', '--json', '--write', '--ticket', 'INC-7');
    const handoff = JSON.parse(stdout);
    assert.equal(handoff.gateway_told, true);
    assert.match(handoff.result, /^fail: .*kill switch is on.*1 incident is open/);
    assert.equal(handoff.kill.length, 1);
    assert.equal(handoff.incidents.length, 1);
    const [, id] = /recorded as ([0-9A-Z]{26})/.exec(stderr);
    const { stdout: log } = await said(gateway, 0, 'log', 'export');
    const record = log.trim().split('\n').map((line) => JSON.parse(line)).find((line) => line.id === id);
    assert.equal(record.kind, 'handoff');
    assert.match(record.result, /^fail: /);
  });
});
