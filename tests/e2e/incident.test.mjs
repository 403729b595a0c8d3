// An incident from the record alone: what its commands say is what the clients counted themselves.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { run } from './child.mjs';
import { command, withJudgedGateway } from './evidence.mjs';
import { freshFolder, once, scale, startMocks } from './harness.mjs';

const mocks = await startMocks();

async function ask(gateway) {
  const body = JSON.stringify({ model: 'assistant', messages: [{ role: 'user', content: 'hello' }] });
  const response = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await response.text();
  return { id: response.headers.get('x-request-id'), status: response.status, target: response.headers.get('x-jurymast-target') };
}

async function many(gateway, count) {
  const answers = [];
  for (let i = 0; i < count; ++i) answers.push(await ask(gateway));
  return answers;
}

const incident = (gateway, ...args) => command(gateway, ['incident', ...args], { env: { ...gateway.env, USER: 'ana' } });

/** What a command must say, with the exit code that it must end with. */
async function said(gateway, code, ...args) {
  const { code: ended, stdout, stderr } = await incident(gateway, ...args);
  assert.equal(ended, code, `jurymast incident ${args.join(' ')}\n${stdout}${stderr}`);
  return { stdout, stderr };
}

const report = async (gateway, ...args) => JSON.parse((await said(gateway, 0, ...args, '--json')).stdout);

/** A time in which all is well, one in which the primary is dead, one in which both are, and one in which all is well again. */
async function storm(gateway) {
  await mocks.reset();
  const before = await many(gateway, 60);
  await sleep(1100);
  await mocks.a.misbehave({ status: 503 });
  const rescued = await many(gateway, 30);
  await mocks.b.misbehave({ status: 503 });
  const failed = await many(gateway, 30);
  await mocks.reset();
  await sleep(1100);
  const after = await many(gateway, 60);
  for (const { status } of [...before, ...rescued, ...after]) assert.equal(status, 200);
  for (const { status } of failed) assert.ok(status >= 500, `${status}`);
  return { before, rescued, failed, after };
}

once('an incident is opened with the route alone, and its figures are those that the clients counted', async () => {
  await withJudgedGateway({ mocks, folder: freshFolder(), server: { trace: false } }, async (gateway) => {
    assert.match((await said(gateway, 1, 'timeline', 'chat')).stderr, /no request of the route chat/);
    const counted = await storm(gateway);
    const trouble = counted.rescued.length + counted.failed.length;

    const planned = await said(gateway, 0, 'open', 'chat', '--dry-run');
    assert.equal(JSON.parse(planned.stdout).event, 'opened');
    assert.equal((await report(gateway, 'list')).length, 0, 'a dry run wrote a record');

    const opened = await said(gateway, 0, 'open', 'chat', '--ticket', 'INC-7', '--detected-by', 'customer_report', '--detected-at', '1s');
    const [, id] = /incident timeline ([0-9A-Z]{26})/.exec(opened.stdout);
    assert.match(opened.stdout, /proposed by the log/);
    assert.match(opened.stdout, /upstream_error|overloaded/);
    assert.match((await said(gateway, 2, 'open', 'chat')).stderr, new RegExp(`incident ${id} is open`));

    const histogram = await report(gateway, 'histogram', id);
    assert.equal(histogram.operations, trouble);
    const totals = histogram.rows.map(({ total }) => total).reduce((a, b) => a + b, 0);
    assert.equal(totals, histogram.operations);
    assert.equal(histogram.rows.find(({ arm }) => arm === 'rescue').total, counted.rescued.length);
    for (const row of histogram.rows) assert.equal(row.counts.reduce((a, b) => a + b, 0), row.total);
    const svg = (await said(gateway, 0, 'histogram', id, '--format', 'svg')).stdout;
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    assert.doesNotMatch(svg.replace('http://www.w3.org/2000/svg', ''), /https?:|url\(/, 'a drawing asks nobody for anything');
    const csv = (await said(gateway, 0, 'histogram', id, '--format', 'csv')).stdout.trim().split('\n').slice(1);
    assert.equal(csv.map((line) => Number(line.split(',')[4])).reduce((a, b) => a + b, 0), trouble);

    const impact = await report(gateway, 'impact', id);
    assert.equal(impact.before.operations, counted.before.length);
    assert.equal(impact.during.operations, trouble);
    assert.equal(impact.during.visible_errors, counted.failed.length);
    assert.equal(impact.during.rescued, counted.rescued.length);
    assert.equal(impact.after.operations, counted.after.length);
    assert.equal(impact.after.visible_errors, 0);
    assert.equal(impact.during.failed_attempt_tokens, null, 'no record tells what failed attempts cost');
    assert.equal(impact.entered.support_tickets, null);
    assert.equal(impact.mitigation, 'none');

    const compared = await report(gateway, 'compare', id);
    const arm = (name, target) => compared.arms.find((row) => row.arm === name && row.target === target);
    assert.equal(arm('control', 'main').failures, trouble);
    assert.equal(arm('rescue', 'spare').operations, trouble);
    assert.equal(arm('rescue', 'spare').failures, counted.failed.length);
    assert.equal(arm('rescue', 'spare').comparable, false);

    const timeline = await report(gateway, 'timeline', id);
    const first = timeline.rows.find(({ what }) => what.startsWith('the first known bad request'));
    assert.equal(first.id, counted.rescued[0].id);
    assert.ok(timeline.rows.some(({ chapter, what }) => chapter === 'detection' && what.includes('customer_report')));
    assert.ok(timeline.rows.some(({ chapter, what }) => chapter === 'mitigation' && what.includes('the first answer of spare')));
    assert.ok(timeline.rows.some(({ chapter }) => chapter === 'recovery'));
    for (const { seq } of timeline.rows) assert.ok(seq > 0);

    const replay = await report(gateway, 'replay', id);
    assert.equal(replay.recorded.requests, trouble);
    assert.equal(replay.recorded.ends.rescued, counted.rescued.length);
    assert.equal(replay.recorded.ends.failed, counted.failed.length);
    assert.deepEqual(replay.replayed.ends, replay.recorded.ends, 'the same configuration does the same');
    const alone = join(gateway.folder ?? freshFolder(), 'alone.toml');
    writeFileSync(alone, readFileSync(gateway.file, 'utf8').replace(/^fallback = .*$/m, 'mode = "off"').replace(/^mode = "automatic"$/m, ''));
    const scenario = alone.replace('alone.toml', 'scenario.toml');
    const tried = await run(['incident', 'replay', id, '--json', '--state', gateway.state, '--config', alone, '--was', gateway.file, '--scenario', scenario]);
    assert.equal(tried.code, 0, tried.stderr);
    const without = JSON.parse(tried.stdout);
    assert.equal(without.replayed.ends.rescued, 0);
    assert.equal(without.replayed.ends.failed + without.replayed.ends.refused, trouble);
    assert.ok(without.settings.some(({ setting, made_a_difference: made }) => setting === 'mode' && made), tried.stdout);
    const played = await run(['simulate', '--scenario', scenario, '--config', alone, '--json']);
    assert.equal(played.code, 0, played.stderr);
    assert.equal(JSON.parse(played.stdout).route, 'chat');
  });
});

once('what persons say of an incident is recorded, wins over the log, and ends with its closing', async () => {
  let state;
  await withJudgedGateway({ mocks, folder: freshFolder(), server: { trace: false } }, async (gateway) => {
    await mocks.reset();
    await many(gateway, 20);
    assert.match((await said(gateway, 3, 'open', 'chat')).stderr, /proposes no window.*\n.*--from/);
    assert.match((await said(gateway, 2, 'open', 'nowhere')).stderr, /no route of the configuration/);
    assert.match((await said(gateway, 1, 'show', '01KVKQM701T1BVKEW08BDEVNCA')).stderr, /no incident 01KVKQM701T1BVKEW08BDEVNCA/);
    const opened = await said(gateway, 0, 'open', 'chat', '--from', '1m', '--detected-by', 'provider_status');
    assert.match(opened.stdout, /detection provider_status, as a person said; when is not said/);
    const [{ id, said: words }] = await report(gateway, 'list');
    assert.equal(words[0].by_person, true);

    await said(gateway, 0, 'note', id, 'the provider was short of capacity', '--inference', '--source', 'https://status.example.com/7');
    await said(gateway, 0, 'enter', id, 'support_tickets', '12', '--source', 'https://tickets.example.com/q');
    assert.match((await said(gateway, 2, 'enter', id, 'support_tickets', '12', '--source', 'no address')).stderr, /--source/);
    assert.match((await said(gateway, 2, 'move', id)).stderr, /nothing to move/);
    const to = new Date(Date.now() + 1000).toISOString();
    await said(gateway, 0, 'move', 'chat', '--to', to, '--detected-by', 'internal_dashboard', '--detected-at', '30s');
    const impact = await report(gateway, 'impact', id);
    assert.equal(Date.parse(impact.to), Date.parse(to));
    assert.equal(impact.by_person, true);
    assert.equal(impact.detected_by, 'internal_dashboard');
    assert.deepEqual(impact.entered.support_tickets, { value: '12', source: 'https://tickets.example.com/q' });
    assert.equal(impact.during.operations, 20);
    const timeline = await report(gateway, 'timeline', id);
    const note = timeline.rows.find(({ kind }) => kind === 'note');
    assert.equal(note.grounds, 'inference');

    await said(gateway, 0, 'close', id, '--text', 'a drill');
    assert.match((await said(gateway, 2, 'close', id)).stderr, /closed already/);
    assert.equal((await report(gateway, 'list'))[0].open, false);
    assert.match((await said(gateway, 1, 'show', 'chat')).stderr, /no incident is open on the route chat/);
    state = gateway.state;
    for (let i = 0; i < 2; ++i) await said(gateway, 0, 'open', 'chat', '--from', '10s', '--another');
    assert.match((await said(gateway, 2, 'impact', 'chat')).stderr, /several incidents are open on the route chat, \S+ and \S+ among them/);
    assert.equal((await report(gateway, 'impact', 'chat', '--from', '1m')).incident, null);
  });
  // Without a gateway what is read is read as before, and what is written says what to do.
  const listed = await run(['incident', 'list', '--json', '--state', state]);
  assert.equal(JSON.parse(listed.stdout).length, 3);
});

once('with traces a replay draws the numbers that were drawn: breakers that opened and probed give the recorded counts', async () => {
  const settings = { mocks, folder: freshFolder(), server: { trace: true } };
  await withJudgedGateway(settings, async (gateway) => {
    await mocks.reset();
    await many(gateway, 40);
    await mocks.a.misbehave({ status: 503 });
    const broken = [...await many(gateway, 30)];
    await sleep(1500);
    broken.push(...await many(gateway, 30));
    await mocks.reset();
    const from = new Date(Date.now() - 3000 * scale).toISOString();
    for (const { status } of broken) assert.equal(status, 200);
    const replay = await report(gateway, 'replay', 'chat', '--from', from);
    assert.ok(replay.recorded.ends.rescued > 0);
    assert.deepEqual(replay.replayed.ends, replay.recorded.ends);
    assert.deepEqual(replay.replayed.targets.map(({ name, attempts_recorded: recorded }) => [name, recorded]),
      replay.recorded.targets.map(({ name, attempts_recorded: recorded }) => [name, recorded]));
  });
});

once('without a gateway the log is read, and nothing is written', async () => {
  const folder = freshFolder();
  let file;
  await withJudgedGateway({ mocks, folder, server: { trace: false } }, async (gateway) => { await storm(gateway); file = gateway.file; });
  const read = await run(['incident', 'impact', 'chat', '--json', '--config', file]);
  assert.equal(read.code, 0, read.stderr);
  assert.equal(JSON.parse(read.stdout).during.operations, 60);
  assert.equal(JSON.parse(read.stdout).incident, null);
  const written = await run(['incident', 'open', 'chat', '--config', file]);
  assert.equal(written.code, 5, written.stdout);
  assert.match(written.stderr, /start it with `jurymast serve/);
});
