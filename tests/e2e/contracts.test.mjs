// Contracts as a command: the mock's own documentation, fetched, changed, moved and taken away; and the mock held against a pack.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';

import { run } from './child.mjs';
import { Mock, freshFolder, once } from './harness.mjs';

const mock = await Mock.start('docs');
after(() => mock.stop());
const folder = freshFolder();
const pack = join(folder, 'mock.toml');
const config = join(folder, 'jurymast.toml');

/** A pack of the mock's own pages, made from the shipped one as an operator would. */
async function writePack() {
  const shown = await run(['contract', 'show', 'openai_compatible', '--name', 'mock', '--source', `chat=${mock.url}/docs/chat`,
    '--source', `responses=${mock.url}/docs/responses`]);
  assert.equal(shown.code, 0, shown.stderr);
  const index = `\n[sources.docs]\nurl = "${mock.url}/docs/"\naccessed = "2026-07-02"\npurpose = "The map."\nsupports = ["discovery"]\n`;
  writeFileSync(pack, shown.stdout.replace(/^title = /m, 'index = "docs"\ntitle = ') + index);
}

function writeConfig({ environment = 'staging', model = 'mock-model' } = {}) {
  writeFileSync(config, `[server]
admin = "127.0.0.1:1"
state = ${JSON.stringify(join(folder, 'state'))}
environment = "${environment}"
[clients.web]
key = { env = "WEB_KEY" }
[targets.main]
base_url = "${mock.url}/v1"
model = "${model}"
contract = ${JSON.stringify(pack)}
families = ["chat_completions", "responses"]
[routes.assistant]
family = "chat_completions"
primary = "main"
mode = "off"
`);
}

async function snapshot(...args) {
  const ended = await run(['contract', 'snapshot', ...args, '--config', config, '--json'], { within: 60000 });
  return { code: ended.code, stderr: ended.stderr, pages: ended.stdout ? JSON.parse(ended.stdout).pages : [] };
}

const env = { WEB_KEY: 'a-client-key-of-sixteen-bytes' };
const ids = (page) => page.findings.map((finding) => finding.id);

async function pagesAreAsAtTheStart() {
  await mock.call('DELETE', 'docs');
  await mock.heal();
}

await writePack();
writeConfig();

once('the pages of a pack that stand are reached, listed and have a lasting version', async () => {
  const first = await snapshot(pack);
  assert.equal(first.code, 0, first.stderr + JSON.stringify(first.pages));
  assert.deepEqual(first.pages.map((page) => page.source), ['chat', 'responses']);
  for (const page of first.pages) {
    assert.equal(page.reachable, 'true');
    assert.equal(page.record.listed, 'true');
    assert.equal(page.record.pack, 'mock');
    assert.match(page.version, /^(chat_completions|responses)@\d{4}-\d\d-\d\d#[0-9a-f]{12}$/);
    assert.equal(page.recorded, false);
    assert.match(page.not_recorded, /refused the connection/);
  }
  const again = await snapshot('--route', 'assistant');
  assert.deepEqual(again.pages.map((page) => page.version), [first.pages[0].version]);
});

once('a page that changed has another version, and one that is gone, unlisted or moved is told', async () => {
  const before = (await snapshot('--route', 'assistant')).pages[0];
  await mock.call('POST', 'docs', { page: '/docs/chat', note: 'A field was added.' });
  assert.notEqual((await snapshot('--route', 'assistant')).pages[0].version, before.version);

  await mock.call('POST', 'docs', { page: '/docs/chat', removed: true });
  const gone = await snapshot('--route', 'assistant');
  assert.equal(gone.code, 1);
  assert.deepEqual(ids(gone.pages[0]), ['page_refused']);
  assert.equal(gone.pages[0].record.reachable, 'false');

  await mock.call('POST', 'docs', { page: '/docs/chat', unlisted: true });
  assert.deepEqual(ids((await snapshot('--route', 'assistant')).pages[0]), ['docs_page_unlisted']);

  await pagesAreAsAtTheStart();
  await mock.misbehave([{ path: '/docs/chat', fault: `redirect=${mock.url}/docs/talk` }]);
  assert.deepEqual(ids((await snapshot('--route', 'assistant')).pages[0]), ['page_moved']);
  await pagesAreAsAtTheStart();
});

once('of a page that nobody answers for it is not known whether it can be reached', async () => {
  await mock.misbehave([{ path: '/docs/chat', fault: 'silent' }]);
  const silent = await snapshot('--route', 'assistant');
  assert.equal(silent.code, 1);
  assert.deepEqual(ids(silent.pages[0]), ['page_unanswered']);
  assert.equal(silent.pages[0].record.reachable, 'unknown');
  assert.equal(silent.pages[0].version, undefined);
  await pagesAreAsAtTheStart();
});

once('a target is held against its pack, buffered and streamed, with good requests and incomplete ones', async () => {
  const good = await run(['contract', 'verify', pack, '--target', 'main', '--config', config, '--json'], { env });
  assert.equal(good.code, 0, good.stdout + good.stderr);
  const report = JSON.parse(good.stdout);
  assert.equal(report.checked.length, 6);
  assert.equal(report.counts_for_gate, false);
  await mock.misbehave('empty');
  const empty = await run(['contract', 'verify', pack, '--target', 'main', '--config', config, '--json'], { env });
  assert.equal(empty.code, 1, empty.stdout + empty.stderr);
  await mock.misbehave('no-done');
  const open = await run(['contract', 'verify', pack, '--target', 'main', '--config', config, '--json'], { env });
  assert.equal(open.code, 1, open.stdout + open.stderr);
  const streamed = JSON.parse(open.stdout).checked.find((one) => one.subject === 'main, chat_completions: a good request, streamed');
  assert.deepEqual(ids(streamed), ['terminal_event_missing']);
  await mock.heal();
});

once('an OpenAPI document is held against a pack, and what it does not tell is neither right nor wrong', async () => {
  const file = join(folder, 'openapi.json');
  const described = (required) => ({
    openapi: '3.1.0', security: [{ key: [] }], components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths: { '/v1/chat/completions': { post: {
      requestBody: { content: { 'application/json': { schema: { type: 'object', required, properties: { model: {}, messages: {} } } } } },
    } }, '/v1/responses': { post: {} } },
  });
  const verify = async (document) => {
    writeFileSync(file, JSON.stringify(document));
    const ended = await run(['contract', 'verify', 'openai_compatible', '--openapi', file, '--json']);
    return { code: ended.code, chat: JSON.parse(ended.stdout).checked.find((one) => one.subject.endsWith('chat_completions')) };
  };
  const open = await verify(described(['model', 'messages']));
  assert.deepEqual([open.code, open.chat.result, open.chat.findings], [3, 'unknown', []]);
  assert.match(open.chat.unknown, /does not tell the answers/);
  const differs = await verify(described(['model']));
  assert.deepEqual([differs.code, ids(differs.chat)], [1, ['document_request_differs']]);
});

const tool = { tools: [{ type: 'function', name: 'f', function: { name: 'f' } }], tool_choice: 'required' };
/** What the mock is asked for in each family, and the deviations of its answer. */
const asked = [
  [{}, [], []],
  [{ stream: true, stream_options: { include_usage: true } }, [], []],
  [{ max_tokens: 2, max_output_tokens: 2 }, [], []],
  [tool, [], []],
  [{ model: 'mock-503' }, [], []],
  [{ model: 'mock-html' }, ['content_type_differs'], ['content_type_differs']],
  [{ model: 'mock-error-event-2', stream: true }, ['error_in_success'], ['error_in_success']],
  [{ model: 'mock-no-done', stream: true }, ['terminal_event_missing'], []],
  [{ model: 'mock-fault:cut-event=3,cut=end', stream: true }, ['finish_reason_missing', 'terminal_event_missing'], ['terminal_event_missing']],
];

async function fixture(family, extra) {
  const chat = family === 'chat_completions';
  const request = { model: 'm', ...(chat ? { messages: [{ role: 'user', content: 'x' }] } : { input: 'x' }), ...extra };
  const answer = await fetch(`${mock.url}/v1/${chat ? 'chat/completions' : 'responses'}`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer k' }, body: JSON.stringify(request),
  });
  const file = join(folder, 'fixture.json');
  writeFileSync(file, JSON.stringify({
    family, streamed: extra.stream === true, status: answer.status, content_type: answer.headers.get('content-type'), body: await answer.text(),
  }));
  return file;
}

once('answers of the mock are as documented in every pack, and each of its faults is told by its name', async () => {
  for (const [extra, ...deviations] of asked) {
    for (const [i, family] of ['chat_completions', 'responses'].entries()) {
      const file = await fixture(family, extra);
      for (const name of ['openai', 'cometapi', 'openai_compatible']) {
        const ended = await run(['contract', 'verify', name, '--fixture', file, '--json']);
        assert.deepEqual(ids(JSON.parse(ended.stdout).checked[0]), deviations[i], `${name}, ${family}, ${JSON.stringify(extra)}`);
        assert.equal(ended.code, deviations[i].length === 0 ? 0 : 1);
      }
    }
  }
});

once('a target is not asked past the gateway in production, nor where it cannot be reached', async () => {
  writeConfig({ environment: 'production' });
  const refused = await run(['contract', 'verify', pack, '--target', 'main', '--config', config], { env });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /refused: the environment is production/);
  writeConfig();
  await mock.call('POST', 'down', { for_ms: 3000 });
  assert.equal((await run(['contract', 'verify', pack, '--target', 'main', '--config', config], { env })).code, 5);
});
