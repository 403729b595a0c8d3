// A stream cut at every 16th byte: an answer that looks whole is whole, and no answer is put together from two.
import assert from 'node:assert/strict';

import { ask, families, isPrefixOfOneAnswer, wholeAnswerOf } from './asking.mjs';
import { each, startMocks, withGateway } from './harness.mjs';

const mocks = await startMocks();
const step = Number(process.env.CUT_STEP ?? 16);
const ways = ['reset', 'end', 'no-terminator'];

/** The bytes of one healthy stream, asked of the mock itself. */
async function recordedStream(family) {
  const path = family === 'responses' ? 'responses' : 'chat/completions';
  const question = family === 'responses' ? { input: 'hello', store: false } : { messages: [{ role: 'user', content: 'hello' }] };
  const response = await fetch(`${mocks.a.url}/v1/${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'model-a', stream: true, ...question }),
  });
  return Buffer.from(await response.arrayBuffer());
}

/** Counts what became of the stream cut at every offset in every way. */
async function cutEverywhere(sdk, family, settings, check) {
  await mocks.reset();
  const length = (await recordedStream(family)).length;
  const tally = { whole: 0, raised: 0, offsets: 0 };
  await withGateway({ mocks, ...settings }, async (gateway) => {
    const client = gateway.client(sdk);
    for (let offset = 1, turn = 0; offset < length; offset += step, ++turn) {
      const cut = ways[turn % ways.length];
      await mocks.a.misbehave({ cut_byte: offset, cut });
      const seen = await ask(client, { family, stream: true });
      check(seen, `cut at byte ${offset} of ${length} (${cut})`);
      tally[seen.error ? 'raised' : 'whole']++;
      tally.offsets++;
    }
  });
  return tally;
}

each('cut at every 16th byte without a fallback, nothing incomplete looks complete', async (sdk) => {
  for (const family of families) {
    const tally = await cutEverywhere(sdk, family, { route: { mode: 'off' } }, (seen, where) => {
      assert.ok(isPrefixOfOneAnswer(seen.text), `${where}: ${seen.text}`);
      if (seen.error) {
        assert.ok(seen.error instanceof sdk.OpenAI.APIError, `${where}: ${seen.error}`);
        assert.equal(seen.finish, null, `${where}: finished and failed`);
      } else {
        assert.equal(wholeAnswerOf(seen.text), 'A', `${where}: ended silently with ${JSON.stringify(seen.text)}`);
        assert.ok(['stop', 'completed'].includes(seen.finish), where);
      }
    });
    assert.ok(tally.raised > 0.5 * tally.offsets, JSON.stringify(tally));
    assert.equal((await mocks.b.attempts()).length, 0);
  }
});

each('cut at every 16th byte with a fallback, an answer is all of one target', async (sdk) => {
  for (const family of families) {
    const tally = await cutEverywhere(sdk, family, {}, (seen, where) => {
      assert.ok(isPrefixOfOneAnswer(seen.text), `${where}: ${seen.text}`);
      assert.ok(seen.headers, `${where}: no answer at all: ${seen.error} ${seen.error?.cause}`);
      const target = seen.headers.get('x-jurymast-target');
      if (seen.error) {
        assert.equal(target, 'main', `${where}: the fallback failed`);
        assert.match(seen.text, /^A/, `${where}: an error although nothing was delivered`);
      } else {
        assert.equal(wholeAnswerOf(seen.text), target === 'main' ? 'A' : 'B', `${where}: ${seen.text}`);
      }
    });
    assert.ok(tally.whole > 0 && tally.raised > 0, JSON.stringify(tally));
  }
});

each('with commit = "complete" a cut stream is never seen at all', async (sdk) => {
  for (const family of families) {
    const tally = await cutEverywhere(sdk, family, { route: { commit: 'complete' } }, (seen, where) => {
      assert.equal(seen.error, null, where);
      assert.match(wholeAnswerOf(seen.text) ?? '', /^[AB]$/, `${where}: ${seen.text}`);
    });
    assert.equal(tally.whole, tally.offsets);
  }
});
