// Nothing a caller sends chooses where a request goes, with which key, or which fields go along; nothing uninvited comes back.
import assert from 'node:assert/strict';

import { once, target, withGateway } from './harness.mjs';
import { exchange, statuses } from './raw_client.mjs';
import { answerWith, completion, Witness } from './witness.mjs';

const clientKey = 'jm-client-7c2f9be0a1';
const providerKey = 'sk-provider-51d0c39e';
const uninvited = ['Set-Cookie: session=evil', 'Server: evil', 'Openai-Organization: evil', 'Location: https://evil.example', 'Alt-Svc: h2="evil:443"',
                   'Access-Control-Allow-Origin: https://evil.example', 'Strict-Transport-Security: max-age=1', 'X-Jurymast-Target: evil',
    'X-Request-Id: evil',
                   'Www-Authenticate: Basic realm=evil', 'Link: <https://evil.example>', 'X-Ratelimit-Evil: 7', 'Openai-Version: 2020-10-01'];
const witness = await Witness.start((request) => answerWith(completion(`witness ${request.number}`), '200 OK', uninvited));
const evil = await Witness.start();

const settings = (changes = {}) => ({
  mocks: { a: witness, b: witness },
  clients: { web: { key: { env: 'E2E_CLIENT_KEY' } } },
  targets: { main: target(witness.url, 'model-a', { api_key: { env: 'E2E_PROVIDER_KEY' } }), spare: target(witness.url, 'model-b') },
  route: { mode: 'off', fallback: [] },
  env: { E2E_CLIENT_KEY: clientKey, E2E_PROVIDER_KEY: providerKey },
  ...changes,
});

const ours = ['host', 'authorization', 'accept', 'accept-encoding', 'x-request-id', 'x-jurymast-hop'];
const ofTheBody = ['content-type', 'content-length'];
const body = '{"model":"assistant","messages":[{"role":"user","content":"hello"}]}';

function message({ line = 'POST /v1/chat/completions HTTP/1.1', host = 'x', key = `Bearer ${clientKey}`, fields = [], text = body }) {
  const authorization = key === null ? [] : [`Authorization: ${key}`];
  const length = line.startsWith('POST') ? [`Content-Length: ${text.length}`] : [];
  return [line, `Host: ${host}`, ...authorization, ...fields, ...length, '', length.length ? text : ''].join('\r\n');
}

/** Sends the message and gives the answer with what the upstream saw of it; there must be one request where `status` is 200, else none. */
async function send(gateway, parts, status = 200) {
  witness.forget();
  const result = await exchange(gateway.url, [message(parts)], { enough: (text) => text.endsWith('}') });
  const said = JSON.stringify(parts);
  assert.deepEqual(statuses(result), [status], `${said}\n${result.received}`);
  assert.equal(witness.requests.length, status === 200 ? 1 : 0, said);
  assert.equal(evil.connections, 0, said);
  assert.deepEqual(witness.complaints, [], said);
  return { answer: result.answers[0], seen: witness.requests[0] };
}

/** The head that the upstream saw holds our fields, the invited ones and nothing else, with our values. */
function checkHead({ seen, answer }, invited = [], { authorized = true } = {}) {
  const own = authorized ? ours : ours.filter((name) => name !== 'authorization');
  assert.deepEqual(seen.fields.map(([name]) => name), [...own, ...invited, ...ofTheBody], seen.head);
  const value = Object.fromEntries(seen.fields);
  assert.equal(value.host, witness.authority);
  if (authorized) assert.equal(value.authorization, `Bearer ${providerKey}`);
  assert.equal(value.accept, 'application/json');
  assert.equal(value['accept-encoding'], 'identity');
  assert.equal(value['content-type'], 'application/json');
  assert.equal(value['x-request-id'], answer.fields.get('x-request-id'));
  assert.match(value['x-request-id'], /^[0-9A-Z]{26}$/);
  assert.ok(seen.head.startsWith('POST /v1/chat/completions HTTP/1.1\r\n'), seen.head);
  assert.ok(!seen.head.includes(clientKey), 'the client’s key went upstream');
}

const names = `Host-Override X-Host X-Forwarded-Host X-Forwarded-For X-Forwarded-Proto X-Forwarded-Port X-Forwarded-Prefix X-Forwarded-Server X-Real-IP Forwarded Via
  X-Original-URL X-Rewrite-URL X-Original-Host X-HTTP-Host-Override X-HTTP-Method-Override X-HTTP-DestinationURL X-ProxyUser-Ip Destination Max-Forwards
  api-key x-api-key x-goog-api-key anthropic-version OpenAI-Organization OpenAI-Project OpenAI-Api-Key X-Authorization X-Amz-Security-Token
  x-portkey-custom-host x-portkey-config x-portkey-api-key x-portkey-provider x-portkey-forward-headers x-litellm-api-key x-litellm-api-base helicone-target-url helicone-auth
  api_base api-base base_url x-api-base x-base-url x-target-url x-upstream Proxy Proxy-Authorization Proxy-Connection Proxy-Authenticate
  Cookie Cookie2 Set-Cookie Origin Referer From WWW-Authenticate Authentication-Info
  Keep-Alive TE Trailer Upgrade HTTP2-Settings Accept Accept-Encoding Accept-Language Accept-Charset Range If-Match If-None-Match If-Modified-Since Idempotency-Key Prefer
  Content-Type Content-Language Content-Location Content-Disposition Content-MD5 Content_Length Transfer_Encoding Host_ X-Request-Id X-Client-Request-Id
  X-Jurymast-Target X-Jurymast-Route X-Jurymast-Fallback X-Jurymast-Override X-Jurymast-Priority X-Jurymast-Attempts X-Jurymast-Class X-Jurymast-Unproven
  X-Stainless-Retry-Count X-Stainless-Timeout X-Stainless-Lang Sec-Fetch-Site Sec-WebSocket-Key Early-Data Alt-Used`.split(/\s+/);

once('no field a caller sends reaches the upstream uninvited, and none takes the place of ours', async (t) => {
  t.diagnostic(`${names.length} fields`);
  await withGateway(settings(), async (gateway) => {
    for (const name of names) {
      const values = ['evil', `https://${evil.authority}/evil`, `${evil.authority}, evil`];
      for (const value of values) {
        const seen = await send(gateway, { fields: [`${name}: ${value}`] });
        checkHead(seen);
        assert.ok(!seen.seen.head.includes('evil') && !seen.seen.head.includes(evil.authority), seen.seen.head);
      }
    }
    checkHead(await send(gateway, { fields: names.map((name) => `${name}: evil`).slice(0, 90) }));
    for (const host of ['evil', evil.authority, '169.254.169.254', '[::1]:1']) checkHead(await send(gateway, { host }));
    const named = `Connection: ${[...ours, ...ofTheBody].join(', ')}`;
    checkHead(await send(gateway, { fields: [named] }));
  });
});

const invited = ['User-Agent', 'OpenAI-Beta', 'traceparent', 'tracestate'];

once('the few fields that are invited go along as they are, unless they are for this hop alone', async () => {
  await withGateway(settings(), async (gateway) => {
    const fields = invited.map((name) => `${name}: a value of ${name}`);
    const all = await send(gateway, { fields });
    checkHead(all, invited.map((name) => name.toLowerCase()));
    for (const field of fields) assert.ok(all.seen.head.includes(`\r\n${field}\r\n`), all.seen.head);
    checkHead(await send(gateway, { fields: ['Connection: user-agent, Traceparent', ...fields] }), ['openai-beta', 'tracestate']);
  });
});

once('no value breaks out of its line, raw or encoded', async () => {
  const breaks = ['\r\n\r\n', '\n', '\r', '\r\n ', '\n\n', '\0', '\x0b', '\x0c', '\x1b'];
  const harmless = ['%0d%0aHost: evil', '\\r\\nHost: evil', '\\u000d\\u000aHost: evil', '&#13;&#10;Host: evil', '\xe5\x98\x8d\xe5\x98\x8aHost: evil',
    '\xc4\x8d\xc4\x8aHost: evil', '\x85Host: evil'];
  await withGateway(settings(), async (gateway) => {
    for (const name of [...invited, 'X-Client-Request-Id', 'X-Jurymast-Hop', 'Authorization']) {
      for (const text of breaks.slice(1)) await send(gateway, { fields: [`${name}: a${text}Host: evil`] }, 400);
      await send(gateway, { fields: [`${name}: a\r\nHost: evil`] }, 400);
    }
    for (const name of invited) {
      for (const text of harmless) {
        const seen = await send(gateway, { fields: [`${name}: a${text}`] });
        checkHead(seen, [name.toLowerCase()]);
        assert.equal(seen.seen.fields.find(([field]) => field === name.toLowerCase())[1], `a${text}`);
      }
    }
    for (const text of harmless) {
      const { answer } = await send(gateway, { fields: [`X-Client-Request-Id: a${text}`] });
      assert.match(answer.fields.get('x-client-request-id') ?? '', /^[\x21-\x7e]*$/);
    }
  });
});

once('nothing in the target or the body chooses the destination', async () => {
  const broken = 'a\\r\\nHost: evil\\r\\nAuthorization: Bearer evil';
  const members = ['api_base', 'base_url', 'api_key', 'url', 'host', 'headers', 'extra_headers', 'extra_query', 'extra_body', 'proxy', 'provider',
    'organization', 'user', 'metadata',
                   'custom_llm_provider', 'api_version', 'azure_endpoint', 'fallbacks', 'litellm_params', 'portkey', 'target', 'x-jurymast-target',
    'Authorization', 'Host'];
  await withGateway(settings(), async (gateway) => {
    for (const member of members) {
      for (const value of [`"${evil.url}/v1"`, `{"Host":"${evil.authority}","Authorization":"Bearer evil"}`, `"${broken}"`]) {
        const text = body.replace('{', `{"${member}":${value},`);
        const seen = await send(gateway, { text });
        checkHead(seen);
        assert.equal(seen.seen.body.toString(), text.replace('assistant', 'model-a'));
      }
    }
    for (const query of [`api_base=${evil.url}`, `base_url=${evil.url}&x=%0d%0aHost:evil`, 'key=evil', '//evil.example/', '@evil.example']) {
      checkHead(await send(gateway, { line: `POST /v1/chat/completions?${query} HTTP/1.1` }));
    }
    for (const place of [`${evil.url}/v1/chat/completions`, evil.authority, `//${evil.authority}/v1/chat/completions`, `/v1/${evil.url}`,
    `/v1@${evil.authority}/`]) {
      await send(gateway, { line: `POST ${place} HTTP/1.1` }, place.startsWith('/') ? 404 : 400);
    }
    await send(gateway, { text: body.replace('assistant', broken) }, 404);
    await send(gateway, { text: body.replace('assistant', `${evil.url}/v1`) }, 404);
  });
});

once('a stored answer is asked for at the configured place alone, whatever its id and query', async () => {
  await withGateway(settings(), async (gateway) => {
    for (const [method, rest] of [['GET', `resp_1?x=${evil.url}`], ['GET', 'resp_1?x=%0d%0aHost:evil'], ['DELETE', 'resp_1?@evil.example'], ['GET',
    'resp_1/input_items?after=//evil']]) {
      witness.forget();
      await exchange(gateway.url, [message({ line: `${method} /v1/responses/${rest} HTTP/1.1`, host: evil.authority, fields: ['X-Forwarded-Host: evil'] })],
                     { enough: (text) => text.endsWith('}') });
      assert.equal(witness.requests.length, 1, rest);
      const { head, fields } = witness.requests[0];
      assert.ok(head.startsWith(`${method} /v1/responses/${rest} HTTP/1.1\r\n`), head);
      assert.deepEqual(fields.map(([name]) => name), ours);
      assert.deepEqual(fields.slice(0, 2), [['host', witness.authority], ['authorization', `Bearer ${providerKey}`]]);
    }
    for (const id of ['..', '.', '%2e%2e', 'a%2fb', '..%2f..', 'a/../b', '/resp_1', 'a@evil', 'a:b', 'a;b', 'a\\b', 'x'.repeat(129)]) {
      await send(gateway, { line: `GET /v1/responses/${id} HTTP/1.1` }, 404);
    }
    assert.deepEqual(witness.complaints, []);
    assert.equal(evil.connections, 0);
  });
});

once('only the key itself, as a bearer token, lets a caller in', async () => {
  const refused = [null, '', 'Bearer', 'Bearer ', clientKey, `Basic ${Buffer.from(`:${clientKey}`).toString('base64')}`, `Token ${clientKey}`,
    `Bearer  ${clientKey}`, `Bearer\t${clientKey}`,
                   `Bearer ${clientKey}x`, `Bearer ${clientKey.slice(0, -1)}`, `Bearer ${clientKey},`, `Bearer ${clientKey} x`, `Bearer "${clientKey}"`,
    `Bearer ${clientKey.toUpperCase()}`,
                   `Bearer ${clientKey}%20`, `Bearer:${clientKey}`, `x, Bearer ${clientKey}`, `Bearer ${providerKey}`, `Bearer ${'x'.repeat(8000)}`,
    'Bearer *', 'Bearer \xa0'];
  await withGateway(settings(), async (gateway) => {
    for (const key of [`Bearer ${clientKey}`, `bearer ${clientKey}`, `BEARER ${clientKey}`]) checkHead(await send(gateway, { key }));
    for (const key of refused) {
      const { answer } = await send(gateway, { key }, 401);
      assert.equal(JSON.parse(answer.body).error.code, 'client_auth');
    }
    for (const field of [`api-key: ${clientKey}`, `x-api-key: ${clientKey}`, `Proxy-Authorization: Bearer ${clientKey}`, `Cookie: key=${clientKey}`]) {
      await send(gateway, { key: null, fields: [field] }, 401);
    }
    await send(gateway, { key: null, line: `POST /v1/chat/completions?api_key=${clientKey} HTTP/1.1` }, 401);
    await send(gateway, { key: 'Bearer evil', fields: [`Authorization: Bearer ${clientKey}`] }, 401);
  });
});

once('where the target has no key, the upstream gets none, not even the caller’s', async () => {
  const open = settings({ clients: {}, targets: { main: target(witness.url, 'model-a'), spare: target(witness.url, 'model-b') } });
  await withGateway(open, async (gateway) => {
    for (const key of [null, `Bearer ${clientKey}`, 'Basic ZXZpbDpldmls']) checkHead(await send(gateway, { key }), [], { authorized: false });
  });
});

once('our own fields can be sent by nobody else', async () => {
  await withGateway(settings(), async (gateway) => {
    await send(gateway, { fields: ['X-Jurymast-Probe: evil'] }, 400);
    const { seen } = await send(gateway, { fields: ['X-Jurymast-Hop: first, second'] });
    const hops = Object.fromEntries(seen.fields)['x-jurymast-hop'].split(', ');
    assert.deepEqual(hops.slice(0, 2), ['first', 'second']);
    assert.equal(hops.length, 3);
    const own = hops[2];
    await send(gateway, { fields: [`X-Jurymast-Hop: ${own}`] }, 508);
    await send(gateway, { fields: [`X-Jurymast-Hop: ${'a,'.repeat(200)}`] }, 508);
  });
});

once('what an upstream says beside its answer stays behind', async () => {
  await withGateway(settings(), async (gateway) => {
    const { answer } = await send(gateway, {});
    const known = /^(x-request-id|x-jurymast-(route|target|attempts)|x-ratelimit-.+|openai-(model|processing-ms|version)|content-(type|length))$/;
    for (const [name, value] of answer.fields) {
      assert.match(name, known);
      assert.ok(!value.includes('evil'), `${name}: ${value}`);
    }
    assert.equal(answer.fields.get('openai-version'), '2020-10-01');
    assert.equal(answer.fields.get('x-ratelimit-evil'), '7');
  });
});
