// What an upstream is really asked by a check, and what becomes of an upstream that repeats the caller's key in its errors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

import { command, heldTargets, packFor, withJudgedGateway } from './evidence.mjs';
import { freshFolder, once, startMocks, target } from './harness.mjs';

const mocks = await startMocks();
const contract = await packFor(freshFolder(), mocks.a);
const key = 'a-key-of-the-tests';
const golden = (name) => readFileSync(fileURLToPath(new URL(`../golden/smoke/${name}`, import.meta.url)), 'utf8');

/** An upstream that keeps what it was asked and answers every request with its own Authorization header. */
const asked = [];
const parrot = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => { body += chunk; });
  request.on('end', () => {
    asked.push({ url: request.url, body, authorization: request.headers.authorization });
    const message = `no such key: ${request.headers.authorization}`;
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: 'invalid_api_key' } }));
  });
});
await new Promise((resolve) => parrot.listen(0, '127.0.0.1', resolve));
after(() => parrot.close());
const parrotUrl = `http://127.0.0.1:${parrot.address().port}`;

const targets = () => ({
  ...heldTargets(mocks, contract),
  spare: target(parrotUrl, 'model-b', { contract, context_window: 32000, api_key: { env: 'UPSTREAM_KEY' } }),
});
const forms = [['chat', 'chat_completions', '/v1/chat/completions'], ['answers', 'responses', '/v1/responses']];

once('what an upstream is asked by a check is the fixture, byte for byte but for the model', async () => {
  await withJudgedGateway({ mocks, targets: targets() }, async (gateway) => {
    for (const [route, family, path] of forms) {
      asked.length = 0;
      await command(gateway, ['smoke', route, '--target', 'spare']);
      for (const form of ['buffered', 'streamed']) {
        const text = golden(`json-ok@1.${family}.${form}.json`).trim();
        const wanted = text.replace(`"model":"${JSON.parse(text).model}"`, '"model":"model-b"');
        assert.ok(asked.some((one) => one.url === path && one.body === wanted),
          `${form} ${family}: ${wanted}\n${asked.map((one) => one.body).join('\n')}`);
      }
      assert.ok(asked.some((one) => one.authorization === `Bearer ${key}`));
    }
  });
});

once('an upstream that repeats the key in its errors leaks it into no report and no record', async () => {
  const records = await withJudgedGateway({ mocks, targets: targets() }, async (gateway) => {
    const said = [];
    const say = async (...args) => {
      const ended = await command(gateway, args);
      said.push([args.join(' '), ended.stdout + ended.stderr]);
    };
    await say('contract', 'snapshot', '--route', 'chat');
    await say('smoke', 'chat', '--target', 'spare', '--format', 'json');
    await say('smoke', 'chat', '--target', 'main', '--format', 'markdown');
    for (const format of ['text', 'json', 'markdown', 'junit', 'tap', 'sarif']) {
      await say('contract', 'verify', contract, '--target', 'spare', '--format', format);
    }
    for (const format of ['json', 'markdown']) await say('compare', 'chat', '--samples', '1', '--format', format);
    for (const format of ['text', 'json', 'markdown', 'junit', 'tap', 'html']) await say('gate', 'chat', '--format', format);
    for (const [args, text] of said) {
      assert.ok(text.length > 0, args);
      assert.ok(!text.includes(key), `jurymast ${args} repeats the key`);
      assert.ok(!text.includes('no such key'), `jurymast ${args} repeats what the upstream said`);
    }
  });
  assert.ok(records.length > 0);
  assert.ok(!JSON.stringify(records).includes(key));
});
