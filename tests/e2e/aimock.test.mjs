// Smoke tests against a provider that others made: @copilotkit/aimock, whose Responses objects are sparse and whose errors are its own.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { createServer } from '@copilotkit/aimock';

import { judged, report, withJudgedGateway } from './evidence.mjs';
import { once, target } from './harness.mjs';

const fixtures = [{ match: { userMessage: 'Health check' }, response: { content: '{"ok":true,"path":"fallback"}' } }];
const provider = await createServer(fixtures, { port: 0, auth: { apiKeys: ['provider-key'] } });
after(() => { provider.server.close(); provider.server.closeAllConnections(); });
const keyed = { api_key: { env: 'AIMOCK_KEY' }, context_window: 32000 };
const settings = {
  mocks: { a: provider, b: provider },
  targets: { main: target(provider.url, 'model-a', keyed), spare: target(provider.url, 'model-b', keyed) },
  route: judged, env: { AIMOCK_KEY: 'provider-key' },
};
const named = (smoke) => Object.fromEntries(smoke.checks.map((one) => [`${one.target} ${one.check} ${one.streamed ? 'streamed' : 'buffered'}`, one]));

once('chat: every check passes', async () => {
  await withJudgedGateway(settings, async (gateway) => {
    const smoke = await report(gateway, ['smoke', 'chat'], 0);
    assert.ok(smoke.checks.every((check) => check.result === 'pass'), JSON.stringify(smoke.checks));
  });
});

once('Responses: good requests pass although their objects are sparse; the error that is told as a fault of the server is named', async () => {
  await withJudgedGateway(settings, async (gateway) => {
    const smoke = await report(gateway, ['smoke', 'answers'], 1);
    const checks = named(smoke);
    for (const [name, check] of Object.entries(checks)) {
      if (name.includes('happy_path')) assert.equal(check.result, 'pass', JSON.stringify(check));
    }
    const missing = checks['main error_missing_field buffered'];
    assert.notEqual(missing.result, 'pass');
    assert.equal(missing.assertions.classified_as_expected, 'fail', JSON.stringify(missing));
  });
});
