// How each proxy is started between the load and an upstream, and which processes its work is done in.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { filesMax } from './machine.mjs';
import { Child, freePort, output } from './process.mjs';
import { fillTemplate } from './templates.mjs';

const configs = new URL('configs/', import.meta.url).pathname;
const portkeyProgram = new URL('peers/node_modules/@portkey-ai/gateway/build/start-server.js', import.meta.url).pathname;

/** What a configuration may differ in from one workload to another. */
export const plainVariants = { upstream_tls: false, downstream_tls: false, many_streams: false, rescued: false };

function writeConfig(settings, name, more) {
  const { folder, upstream, spare, certificates = {}, family, loops } = settings;
  const variants = { ...plainVariants, ...settings.variants };
  const values = { FOLDER: folder, UPSTREAM: upstream.port, SPARE: spare.port, SCHEME: variants.upstream_tls ? 'https' : 'http',
                   FAMILY: family, LOOPS: loops, AUTHORITY: certificates.authority, CERTIFICATE: certificates.certificate,
                   KEY: certificates.key, BOTH: certificates.both, ...more };
  const file = join(folder, name);
  try {
    writeFileSync(file, fillTemplate(readFileSync(join(configs, name), 'utf8'), values, variants));
  } catch (error) {
    throw new Error(`${name}: ${error.message}`);
  }
  return file;
}

/** The process and its children, as nginx has its worker. */
function family(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return [pid, ...children];
}

async function prepareNginx(settings) {
  const port = await freePort();
  const file = writeConfig(settings, 'nginx.conf', { LISTEN: port, FILES: filesMax() });
  return { port, line: ['nginx', '-p', settings.folder, '-c', file, '-e', 'stderr'], workers: 1 };
}

function prepareHaproxy(mode, reuse) {
  return async (settings) => {
    const port = await freePort();
    const file = writeConfig(settings, 'haproxy.cfg', { MODE: mode, REUSE: reuse, LISTEN: port });
    return { port, line: ['haproxy', '-db', '-f', file] };
  };
}

async function prepareJurymast(settings) {
  const [port, adminPort] = [await freePort(), await freePort()];
  const file = writeConfig(settings, 'jurymast.toml', { LISTEN: port, ADMIN: adminPort });
  const env = { JURYMAST_BENCH_CLIENT: 'bench-client-key', JURYMAST_BENCH_PROVIDER: 'bench-provider-key' };
  return { port, env, line: [join(settings.bin, 'jurymast'), 'serve', '--config', file],
           config: file, admin: `http://127.0.0.1:${adminPort}`, token: join(settings.folder, 'state', 'admin.token') };
}

/** It is told with each request where the provider is. */
async function preparePortkey({ upstream }) {
  const port = await freePort();
  const fields = ['x-portkey-provider: openai', `x-portkey-custom-host: http://127.0.0.1:${upstream.port}/v1`];
  return { port, fields, line: [process.execPath, portkeyProgram, `--port=${port}`, '--headless'], env: { NODE_ENV: 'production' } };
}

/** Debian's servers may be outside a user's PATH. */
const isInstalled = (name) => [...process.env.PATH.split(':'), '/usr/sbin'].some((folder) => existsSync(join(folder, name)));
process.env.PATH += ':/usr/sbin';

async function versionOf(command, args, pattern) {
  const text = await output('sh', ['-c', `${command} ${args} 2>&1`]);
  return text.match(pattern)?.[1] ?? 'unknown';
}

function portkeyVersion() {
  return JSON.parse(readFileSync(join(portkeyProgram, '../../package.json'), 'utf8')).version;
}

export const proxies = {
  jurymast: { prepare: prepareJurymast, isThere: ({ bin }) => existsSync(join(bin, 'jurymast')),
              version: ({ bin }) => versionOf(`'${join(bin, 'jurymast')}'`, 'version', /(\d+\.\d+\S*)/) },
  nginx: { prepare: prepareNginx, isThere: () => isInstalled('nginx'),
           version: () => versionOf('nginx', '-v', /nginx\/(\S+)/) },
  haproxy: { prepare: prepareHaproxy('http', 'http-reuse always'), isThere: () => isInstalled('haproxy'),
             version: () => versionOf('haproxy', '-v', /version (\S+)/) },
  haproxy_tcp: { prepare: prepareHaproxy('tcp', ''), isThere: () => isInstalled('haproxy') },
  portkey: { prepare: preparePortkey, isThere: () => existsSync(portkeyProgram), version: portkeyVersion },
  direct: { isThere: () => true },
};

/** What a proxy needs before it can be started: a folder, a configuration, a port, and the line that starts it. */
export function prepareProxy(name, settings) {
  mkdirSync(settings.folder, { recursive: true });
  return proxies[name].prepare(settings);
}

/** Starts a proxy with a folder of its own; `direct` is the upstream itself. */
export async function startProxy(name, settings) {
  if (name === 'direct') return { port: settings.upstream.port, processes: [], stop: async () => {} };
  const { line: [command, ...args], workers = 0, ...prepared } = await prepareProxy(name, settings);
  const child = new Child(command, args, { cpu: settings.cpu, env: prepared.env });
  try {
    await child.listensOn(prepared.port);
    const processes = await child.ready(() => { const pids = family(child.pid); return pids.length === 1 + workers && pids; });
    return { ...prepared, processes, stop: () => child.stop() };
  } catch (error) {
    await child.stop();
    throw error;
  }
}
