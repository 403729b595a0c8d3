// A configuration that would be unsafe is refused before anything listens: exit code 2, and for each problem one line that says where it
// is, what is wrong and what to do, without the secret that may be part of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Authority } from './authority.mjs';
import { run } from './child.mjs';
import { freshFolder, once } from './harness.mjs';

const usageError = 2;
const secret = 'sk-planted-0123456789abcdef';
const authority = new Authority();
authority.issue('listener', { extensions: ['subjectAltName=IP:127.0.0.1'] });
authority.issue('other', { extensions: ['subjectAltName=IP:127.0.0.1'] });

const folder = freshFolder();
const at = (name) => join(folder, name);
function file(name, content, mode = 0o600) {
  writeFileSync(at(name), content);
  chmodSync(at(name), mode);
  return at(name);
}

const environment = { E2E_GOOD: secret, E2E_OTHER: `${secret}-other`, E2E_EMPTY: '', E2E_BREAK: '\r\n', E2E_SPACE: `${secret} x`,
    E2E_LINES: `${secret}\nHost: evil`, E2E_FOREIGN: `${secret}é` };

const lines = {
  server: `[server]\nstate = "${at('state')}"\nenvironment = "staging"`,
  listen: 'listen = "127.0.0.1:0"',
  admin: 'admin = "127.0.0.1:0"',
  more: '',
  clients: '[clients.web]\nkey = { env = "E2E_OTHER" }',
  target: '[targets.main]',
  url: 'base_url = "https://api.example.com/v1"',
  key: 'api_key = { env = "E2E_GOOD" }',
  families: 'families = ["chat_completions"]',
  route: '[routes.chat]\nfamily = "chat_completions"\nprimary = "main"\nmode = "off"\ntoken_limit = 100',
};

const tls = (certificate, key) => `{ certificate = "${certificate}", key = "${key}" }`;
const fileKey = (name) => ({ key: `api_key = { file = "${name}" }` });
const envKey = (name) => ({ key: `api_key = { env = "${name}" }` });
const goodTls = tls(authority.at('listener.pem'), authority.at('listener.key'));
const openAdmin = { admin: 'admin = "0.0.0.0:0"' };

/** What is changed, and for each problem: the text it points at, the setting's path, and words of what is wrong and what to do. */
const unsafe = {
  'an empty key': [envKey('E2E_EMPTY'), ['{ env = "E2E_EMPTY"', 'targets.main.api_key', 'is empty', 'put the key there']],
  'a key that is a line break': [envKey('E2E_BREAK'), ['{ env = "E2E_BREAK"', 'targets.main.api_key', 'is empty', 'put the key there']],
  'a key that is not set': [envKey('E2E_ABSENT'), ['{ env = "E2E_ABSENT"', 'targets.main.api_key', 'is not set', 'set it before the start']],
  'a key with a space': [envKey('E2E_SPACE'), ['{ env = "E2E_SPACE"', 'targets.main.api_key', 'holds a space', 'put the key alone there']],
  'a key of two lines': [envKey('E2E_LINES'), ['{ env = "E2E_LINES"', 'targets.main.api_key', 'holds a space, a line break', 'put the key alone there']],
  'a key outside ASCII': [envKey('E2E_FOREIGN'), ['{ env = "E2E_FOREIGN"', 'targets.main.api_key', 'outside ASCII', 'put the key alone there']],
  'an empty key file': [fileKey(file('empty', '')), ['{ file =', 'targets.main.api_key', 'is empty', 'put the key there']],
  'a key file everybody may read': [fileKey(file('open', secret, 0o644)), ['{ file =', 'targets.main.api_key', 'everybody on this machine may read',
    'chmod 0600 it']],
  'a key file everybody may write': [fileKey(file('written', secret, 0o602)), ['{ file =', 'targets.main.api_key', 'everybody on this machine may write',
    'chmod 0600 it']],
  'a key file its group may write': [fileKey(file('grouped', secret, 0o660)), ['{ file =', 'targets.main.api_key', 'its group may write', 'chmod 0600 it']],
  'a key file that is not there': [fileKey(at('absent')), ['{ file =', 'targets.main.api_key', 'cannot be read', 'create it with mode 0600']],
  'a key file that is a directory': [fileKey(folder), ['{ file =', 'targets.main.api_key', 'not a regular file', 'create it with mode 0600']],
  'a key file that is a pipe': [fileKey(at('pipe')), ['{ file =', 'targets.main.api_key', 'not a regular file', 'create it with mode 0600']],
  'a key file that is no key': [fileKey(file('huge', 'x'.repeat(20000))), ['{ file =', 'targets.main.api_key', 'more than 16 KiB',
    'name the place of the key alone']],
  'a key in the file': [{ key: `api_key = "${secret}"` }, [`"${secret}"`, 'targets.main.api_key', 'a secret does not belong', 'write { env = "NAME" }']],
  'a client’s key in the file': [{ clients: `[clients.web]\nkey = "${secret}"` }, [`"${secret}"`, 'clients.web.key', 'a secret does not belong',
    'write { env = "NAME" }']],
  'a token in the file': [{ more: `admin_token = "${secret}"` }, [`"${secret}"`, 'server.admin_token', 'a secret does not belong', 'write { env = "NAME" }']],
  'an empty client key': [{ clients: '[clients.web]\nkey = { env = "E2E_EMPTY" }' }, ['{ env = "E2E_EMPTY"', 'clients.web.key', 'is empty',
    'an empty one would let anybody in']],
  'two clients with one key': [{ clients: '[clients.a]\nkey = { env = "E2E_OTHER" }\n[clients.b]\nkey = { env = "E2E_OTHER"  }' },
    ['{ env = "E2E_OTHER"  }', 'clients.b.key', 'client a has the same key', 'give each client a key of its own']],
  'an empty token': [{ more: 'admin_token = { env = "E2E_EMPTY" }' }, ['{ env = "E2E_EMPTY"', 'server.admin_token', 'is empty', 'put the key there']],
  'an open listener without client keys': [{ listen: 'listen = "0.0.0.0:0"', clients: '' }, ['"0.0.0.0:0"', 'server.listen', 'no client needs a key',
    'listen on 127.0.0.1']],
  'an open IPv6 listener without client keys': [{ listen: 'listen = "[::]:0"', clients: '' }, ['"[::]:0"', 'server.listen', 'no client needs a key',
    'listen on 127.0.0.1']],
  'an open admin listener': [openAdmin, ['"0.0.0.0:0"', 'server.admin', 'without TLS', 'set server.admin_tls'], ['"0.0.0.0:0"', 'server.admin',
    'without a token', 'set server.admin_token']],
  'an open admin listener without a token': [{ ...openAdmin, more: `admin_tls = ${goodTls}` }, ['"0.0.0.0:0"', 'server.admin', 'without a token',
    'set server.admin_token']],
  'an open admin listener without TLS': [{ ...openAdmin, more: 'admin_token = { env = "E2E_GOOD" }' }, ['"0.0.0.0:0"', 'server.admin', 'without TLS',
    'set server.admin_tls']],
  'one address for both listeners': [{ listen: 'listen = "127.0.0.1:18080"', admin: 'admin =   "127.0.0.1:18080"' }, ['  "127.0.0.1:18080"', 'server.admin',
    'address of the data plane too', 'a port of its own', 2]],
  'a certificate that is not there': [{ more: `tls = ${tls(at('absent.pem'), authority.at('listener.key'))}` }, [`"${at('absent.pem')}"`,
    'server.tls.certificate', 'cannot be read', 'create it']],
  'a certificate without its key': [{ more: `tls = { certificate = "${authority.at('listener.pem')}" }` }, ['{ certificate', 'server.tls', 'key is missing',
    'name both']],
  'a key that everybody may read': [{ more: `tls = ${tls(authority.at('listener.pem'), file('open.key', 'x', 0o644))}` },
    [`"${at('open.key')}"`, 'server.tls.key', 'everybody on this machine may read', 'chmod 0600 it']],
  'an authority that is not there': [{ url: `${lines.url}\ntls = { ca_file = "${at('absent.pem')}" }` }, [`"${at('absent.pem')}"`, 'targets.main.tls.ca_file',
    'cannot be read', 'create it']],
  'a target whose certificate is not checked': [{ url: `${lines.url}\ntls = { verify = false }` }, ['false', 'targets.main.tls.verify', '', '']],
  'a key that would travel in the clear': [{ url: 'base_url = "http://api.example.com/v1"' }, ['"http:', 'targets.main.base_url', 'in the clear',
    'use https://']],
  'a target at a private address': [{ url: 'base_url = "https://10.1.2.3/v1"' }, ['"https:', 'targets.main.base_url', 'private address',
    'allow_private = true']],
  'a target at a machine’s metadata': [{ url: 'base_url = "https://169.254.169.254/v1"' }, ['"https:', 'targets.main.base_url', 'private address',
    'allow_private = true']],
  'a target at a mapped metadata address': [{ url: 'base_url = "https://[::ffff:169.254.169.254]/v1"' }, ['"https:', 'targets.main.base_url',
    'private address', 'allow_private = true']],
  'a name and password in a URL': [{ url: 'base_url = "https://user:password@api.example.com/v1"' }, ['"https:', 'targets.main.base_url', 'not a base URL',
    'write it as']],
  'a URL of another kind': [{ url: 'base_url = "file:///etc/passwd"' }, ['"file:', 'targets.main.base_url', 'not a base URL', 'write it as']],
  'an unknown setting': [{ more: 'lissten = "x"' }, ['lissten', 'server.lissten', 'unknown key', 'did you mean "listen"?']],
  'an unknown setting of a target': [{ key: `${lines.key}\napi_keey = "${secret}"` }, ['api_keey', 'targets.main.api_keey', 'unknown key',
    'did you mean "api_key"?']],
  'an unknown section': [{ server: `[servers]\n${lines.server}` }, ['servers', 'servers', 'unknown key', 'did you mean "server"?']],
  'a setting given twice': [{ more: 'listen = "127.0.0.1:1"' }, ['"127.0.0.1:1"', '', 'cannot redefine', 'correct the TOML here']],
  'a section given twice': [{ route: `${lines.route}\n[targets.main]\n` }, ['[targets.main]', '', 'cannot redefine', 'correct the TOML here', 0, 'last']],
};

execFileSync('mkfifo', ['-m', '600', at('pipe')]);

/** Line and column of the `skip`-th byte of the text that a problem points at. */
function placeOf(text, snippet, skip, which) {
  const index = (which === 'last' ? text.lastIndexOf(snippet) : text.indexOf(snippet)) + skip;
  assert.ok(index >= skip, `${snippet} is not in the configuration`);
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: before.at(-1).length + 1 };
}

const textOf = (changes) => `${Object.values({ ...lines, ...changes }).join('\n')}\n`;

async function start(text) {
  const config = file('jurymast.toml', text);
  return { ...await run(['serve', '--config', config], { env: environment }), config };
}

/** Nothing was begun, and nothing said that should not be. */
function checkRefusal({ code, signal, stdout, stderr }) {
  assert.deepEqual({ code, signal, stdout }, { code: usageError, signal: null, stdout: '' }, stderr);
  assert.ok(!existsSync(at('state')), 'the state directory was made');
  assert.ok(!stderr.includes(secret), 'the secret is repeated');
}

const errorLine = /^(.+?):(\d+):(\d+): (?:([\w.-]+): )?(.+) — (.+)$/;

once('each unsafe configuration is refused with one line that says where, what and what to do', async (t) => {
  t.diagnostic(`${Object.keys(unsafe).length} configurations`);
  for (const [name, [changes, ...problems]] of Object.entries(unsafe)) {
    await t.test(name, async () => {
      const text = textOf(changes);
      const end = await start(text);
      checkRefusal(end);
      const said = end.stderr.trimEnd().split('\n').filter((line) => !line.startsWith('warning: '));
      assert.equal(said.length, problems.length, end.stderr);
      for (const [index, [snippet, path, wrong, remedy, skip = 0, which]] of problems.entries()) {
        const [, file, line, column, ...words] = errorLine.exec(said[index]) ?? assert.fail(`not the form of an error: ${said[index]}`);
        const place = placeOf(text, snippet, skip, which);
        assert.deepEqual({ file, line: Number(line), column: Number(column) }, { file: end.config, ...place }, said[index]);
        assert.equal(words[0] ?? '', path, said[index]);
        assert.ok(words[1].includes(wrong), said[index]);
        assert.ok(words[2].includes(remedy), said[index]);
      }
    });
  }
});

once('all problems are told at once', async () => {
  const end = await start([lines.server, 'listen = "0.0.0.0:0"\nadmin = "0.0.0.0:0"\nlissten = 1', lines.target,
    'base_url = "http://api.example.com"\napi_key = { env = "E2E_EMPTY" }',
                           lines.families, lines.route].join('\n'));
  checkRefusal(end);
  const paths = end.stderr.trimEnd().split('\n').filter((line) => !line.startsWith('warning: ')).map((line) => errorLine.exec(line)?.[4]);
  assert.deepEqual(paths.sort(), ['server.admin', 'server.admin', 'server.lissten', 'server.listen', 'targets.main.api_key', 'targets.main.base_url']);
});

once('a file that is no configuration is refused', async () => {
  for (const text of ['', '\0', '[server', '{"server":{}}', 'listen = "127.0.0.1:0"', '<html>', 'x'.repeat(100000), '\xff\xfe']) {
    const end = await start(text);
    checkRefusal(end);
    assert.match(end.stderr, /jurymast\.toml(:\d+:\d+)?: .+ — .+\n/, text.slice(0, 40));
  }
  for (const config of [at('absent.toml'), folder]) {
    const { code, stdout, stderr } = await run(['serve', '--config', config]);
    assert.deepEqual({ code, stdout }, { code: usageError, stdout: '' }, stderr);
    assert.match(stderr, /^jurymast: .+\n$/);
  }
});

once('a certificate that cannot be used is refused before anything listens, and its file is named', async (t) => {
  mkdirSync(at('pems'));
  const garbage = file('pems/garbage.pem', 'no certificate');
  const unusable = {
    'no certificate in its file': [{ more: `tls = ${tls(garbage, authority.at('listener.key'))}` }, garbage],
    'no key in its file': [{ more: `tls = ${tls(authority.at('listener.pem'), garbage)}` }, garbage],
    'a key of another certificate': [{ more: `tls = ${tls(authority.at('listener.pem'), authority.at('other.key'))}` }, authority.at('other.key')],
    'an admin certificate that is none': [{ more: `admin_tls = ${tls(garbage, authority.at('listener.key'))}` }, garbage],
    'an authority that is none': [{ url: `${lines.url}\ntls = { ca_file = "${garbage}" }` }, garbage],
  };
  for (const [name, [changes, culprit]] of Object.entries(unusable)) {
    await t.test(name, async () => {
      const { code, signal, stdout, stderr } = await start(textOf({ server: lines.server.replace('state"', 'begun"'), ...changes }));
      assert.equal(signal, null);
      assert.notEqual(code, 0, stderr);
      assert.equal(stdout, '');
      // The record was open for a moment and signed its end, which the log says.
      const complaint = stderr.split('\n').filter((line) => !line.startsWith('{')).join('\n');
      assert.ok(complaint.startsWith('jurymast: ') && complaint.includes(`${culprit}: `), stderr);
    });
  }
});

once('the configuration that all of these are made from is accepted', async () => {
  const { code, stderr } = await run(['check', '--config', file('good.toml', textOf({}))], { env: environment });
  assert.equal(code, 0, stderr);
});
