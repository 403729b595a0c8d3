// Every fault of the upstream, in both families, streamed and not: what the caller sees, what each upstream saw, what the record says.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, formName, forms, isPrefixOfOneAnswer, requestId, wholeAnswerOf } from './asking.mjs';
import { answerCases, statusCases, transportCases } from './fault_cases.mjs';
import { each, scale, sdks, startMocks, target, withGateway } from './harness.mjs';

const mocks = await startMocks();

const matching = ({ family, stream }) => ({ only }) =>
  (only.family === undefined || only.family === family) && (only.stream === undefined || only.stream === stream);

function assertFinal(seen) {
  assert.equal(seen.headers.get('x-should-retry'), 'false');
  assert.equal(seen.headers.get('retry-after'), null);
}

/** What the SDK's caller was given, against what the case promises. */
function checkCaller(seen, expected, sdk) {
  if (expected.rescued || expected.served) {
    assert.equal(seen.error, null);
    if (expected.rescued) assert.equal(wholeAnswerOf(seen.text), 'B', seen.text);
    assert.ok(seen.finish);
    assert.equal(seen.headers.get('x-jurymast-target'), expected.rescued ? 'spare' : 'main');
    assert.equal(seen.headers.get('x-jurymast-fallback'), expected.rescued ? expected.classes[0] : null);
    return;
  }
  assert.ok(seen.error, `the caller saw no error, but ${JSON.stringify(seen.text)}`);
  assert.ok(seen.error instanceof sdk.OpenAI.APIError, `${seen.error?.constructor?.name}: ${seen.error}`);
  if (expected.raises) {
    assert.equal(seen.error.code, expected.raises);
    assert.ok(seen.text.length > 0 && isPrefixOfOneAnswer(seen.text), seen.text);
    assert.equal(seen.finish, null);
    return;
  }
  assert.equal(seen.error.status, expected.status);
  assert.equal(seen.error.code, expected.code);
  assert.equal(seen.headers.get('x-jurymast-class'), expected.classes[0]);
  assertFinal(seen);
}

function checkRecord(record, seen, expected) {
  assert.equal(record.id, requestId(seen));
  assert.deepEqual(record.attempts.map((attempt) => attempt.class), expected.classes);
  const outcome = expected.raises ? 'partial' : expected.status ? 'failed' : 'complete';
  assert.equal(record.outcome, outcome);
  assert.equal(record.class, outcome === 'complete' ? 'ok' : expected.classes[0]);
  if (expected.status) assert.equal(record.status, expected.status);
  if (expected.rescued) {
    assert.equal(record.fallback_taken, true);
    assert.equal(record.fallback_class, expected.classes[0]);
    assert.equal(record.served_by, 'spare');
  }
}

async function checkCase(sdk, form, expected) {
  await mocks.reset();
  await mocks.a.misbehave(expected.fault);
  let seen;
  const records = await withGateway({ mocks }, async (gateway) => { seen = await ask(gateway.client(sdk), form); });
  checkCaller(seen, expected, sdk);
  assert.equal((await mocks.a.attempts()).length, expected.a, 'requests at the first target');
  assert.equal((await mocks.b.attempts()).length, expected.b, 'requests at the second target');
  assert.equal(records.length, 1);
  checkRecord(records[0], seen, expected);
}

function suite(title, cases) {
  for (const sdk of sdks) {
    test(`${title} (${sdk.name})`, { timeout: 400000 * scale }, async (t) => {
      for (const form of forms) {
        for (const expected of cases.filter(matching(form))) {
          await t.test(`${formName(form)}: ${expected.name}`, () => checkCase(sdk, form, expected));
        }
      }
    });
  }
}

suite('every error status has its one consequence', statusCases);
suite('every answer that is none has its one consequence', answerCases);
suite('every failure of transport and time has its one consequence', transportCases);

each('a redirect is never followed', async (sdk) => {
  for (const form of forms) {
    await mocks.reset();
    await mocks.a.misbehave({ status: 307, redirect: `${mocks.b.url}/v1/elsewhere` });
    await withGateway({ mocks }, async (gateway) => {
      const seen = await ask(gateway.client(sdk), form);
      assert.equal(wholeAnswerOf(seen.text), 'B');
      assert.equal(seen.headers.get('x-jurymast-fallback'), 'wrong_surface');
    });
    const paths = (await mocks.b.attempts()).map((attempt) => attempt.path);
    assert.ok(!paths.includes('/v1/elsewhere'), paths.join());
  }
});

each('a target that refuses connections is stepped over', async (sdk) => {
  for (const form of forms) {
    await mocks.reset();
    const main = target('http://127.0.0.1:1', 'model-a');
    const records = await withGateway({ mocks, targets: { main } }, async (gateway) => {
      assert.equal(wholeAnswerOf((await ask(gateway.client(sdk), form)).text), 'B');
    });
    assert.deepEqual(records[0].attempts.map((attempt) => attempt.class), ['network_connect', 'network_connect', 'ok']);
  }
});

each('a target whose name does not resolve is stepped over', async (sdk) => {
  await mocks.reset();
  const main = target('http://127.0.0.1:1', 'model-a', { base_url: 'https://nobody.invalid/v1' });
  const records = await withGateway({ mocks, targets: { main } }, async (gateway) => {
    assert.equal(wholeAnswerOf((await ask(gateway.client(sdk), forms[0])).text), 'B');
  });
  assert.equal(records[0].fallback_class, 'network_dns');
});

each('a short rate limit is waited for, and the same target asked again', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave([{ fault: { status: 429, after: '1' }, for_next: 1 }]);
  const records = await withGateway({ mocks }, async (gateway) => {
    const began = performance.now();
    assert.equal(wholeAnswerOf((await ask(gateway.client(sdk), forms[0])).text), 'A');
    assert.ok(performance.now() - began >= 1000, 'it did not wait for Retry-After');
  });
  assert.deepEqual(records[0].attempts.map((attempt) => attempt.class), ['rate_limited', 'ok']);
});

each('an idle connection that died is replaced, unseen by the caller', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave([{ fault: { stale: true }, for_next: 1 }]);
  await withGateway({ mocks }, async (gateway) => {
    for (let i = 0; i < 3; ++i) {
      const seen = await ask(gateway.client(sdk), forms[0]);
      assert.equal(seen.error, null);
      assert.equal(wholeAnswerOf(seen.text), 'A');
    }
  });
});

each('when every target fails the first failure is told, and is final', async (sdk) => {
  for (const form of forms) {
    await mocks.reset();
    await mocks.a.misbehave({ status: 503 });
    await mocks.b.misbehave({ status: 500 });
    const records = await withGateway({ mocks }, async (gateway) => {
      const seen = await ask(gateway.client(sdk), form);
      assert.equal(seen.error?.status, 503);
      assert.equal(seen.error.code, 'overloaded');
      assertFinal(seen);
    });
    assert.deepEqual(records[0].attempts.map((attempt) => attempt.class), ['overloaded', 'overloaded', 'upstream_error']);
  }
});

each('a fault of the client found at the second target wins, since the caller can act on it', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave({ status: 503 });
  await mocks.b.misbehave({ status: 400, error_code: 'bad_value' });
  await withGateway({ mocks }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), forms[0]);
    assert.equal(seen.error?.status, 400);
    assert.equal(seen.error.code, 'bad_value');
  });
});

each('a stored response is not sent twice after a doubtful failure', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave({ reset: true });
  const records = await withGateway({ mocks }, async (gateway) => {
    const seen = await ask(gateway.client(sdk), { family: 'responses', stream: false }, { store: true });
    assert.equal(seen.error?.status, 502);
    assert.equal(seen.error.code, 'network_reset');
  });
  assert.equal((await mocks.a.attempts()).length, 1);
  assert.equal((await mocks.b.attempts()).length, 0);
  assert.equal(records[0].maybe_executed, true);
});

each('an answer beyond every limit is given up without running out of memory', async (sdk) => {
  await mocks.reset();
  await mocks.a.misbehave({ huge: 70 * 1024 * 1024 });
  const records = await withGateway({ mocks, targets: { main: target(mocks.a.url, 'model-a', { timeouts: { total: '60s' } }) }, route: { deadline: '120s' } },
    async (gateway) => { assert.equal(wholeAnswerOf((await ask(gateway.client(sdk), forms[0])).text), 'B'); });
  assert.equal(records[0].attempts[0].class, 'malformed');
});

each('a malformed event is passed over and flagged where the route says so', async (sdk) => {
  const streamed = forms.filter(({ stream }) => stream);
  await mocks.reset();
  await mocks.a.misbehave({ malformed_event: 4 });
  const records = await withGateway({ mocks, route: { malformed_event: 'skip_and_flag' } }, async (gateway) => {
    for (const form of streamed) {
      const seen = await ask(gateway.client(sdk), form);
      assert.equal(seen.error, null);
      assert.match(seen.text, /^A-\d+-1 /);
      assert.match(seen.text, / A-\d+-8$/);
    }
  });
  assert.equal(records.length, streamed.length);
  for (const record of records) {
    assert.equal(record.outcome, 'complete');
    assert.equal(record.answer.skipped, 1);
  }
  assert.equal((await mocks.b.attempts()).length, 0);
});
