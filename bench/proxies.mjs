// How each proxy is started between the load and an upstream, and which processes its work is done in.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Child, freePort, output } from './process.mjs';

const configs = new URL('configs/', import.meta.url).pathname;

function writeConfig(folder, name, values) {
  const text = readFileSync(join(configs, name), 'utf8').replace(/@([A-Z]+)@/g, (_, key) => {
    if (!(key in values)) throw new Error(`${name} asks for @${key}@, which nobody gives`);
    return values[key];
  });
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** The process and its children, as nginx has its worker. */
function family(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return [pid, ...children];
}

async function startNginx({ folder, upstream, cpu }) {
  const port = await freePort();
  const file = writeConfig(folder, 'nginx.conf', { FOLDER: folder, LISTEN: port, UPSTREAM: upstream.port });
  const child = new Child('nginx', ['-p', folder, '-c', file, '-e', 'stderr'], { cpu });
  await child.listensOn(port);
  const processes = await child.ready(() => { const pids = family(child.pid); return pids.length === 2 && pids; });
  return { port, processes, stop: () => child.stop() };
}

function startHaproxy(mode, reuse) {
  return async ({ folder, upstream, cpu }) => {
    const port = await freePort();
    const file = writeConfig(folder, 'haproxy.cfg', { MODE: mode, REUSE: reuse, LISTEN: port, UPSTREAM: upstream.port });
    const child = new Child('haproxy', ['-db', '-f', file], { cpu });
    await child.listensOn(port);
    return { port, processes: [child.pid], stop: () => child.stop() };
  };
}

async function startJurymast({ folder, upstream, spare, cpu, bin, config }) {
  const file = writeConfig(folder, config, { FOLDER: folder, UPSTREAM: upstream.port, SPARE: spare.port });
  const env = { JURYMAST_BENCH_CLIENT: 'bench-client-key', JURYMAST_BENCH_PROVIDER: 'bench-provider-key' };
  const child = new Child(join(bin, 'jurymast'), ['serve', '--config', file], { cpu, env });
  const [, port] = await child.announces(/jurymast listening on http:\/\/127\.0\.0\.1:(\d+)/);
  return { port: Number(port), processes: [child.pid], stop: () => child.stop() };
}

/** Debian's servers may be outside a user's PATH. */
const isInstalled = (name) => [...process.env.PATH.split(':'), '/usr/sbin'].some((folder) => existsSync(join(folder, name)));
process.env.PATH += ':/usr/sbin';

async function versionOf(command, args, pattern) {
  const text = await output('sh', ['-c', `${command} ${args} 2>&1`]);
  return text.match(pattern)?.[1] ?? 'unknown';
}

export const proxies = {
  jurymast: { start: startJurymast, isThere: ({ bin }) => existsSync(join(bin, 'jurymast')),
              version: ({ bin }) => versionOf(`'${join(bin, 'jurymast')}'`, 'version', /(\d+\.\d+\S*)/) },
  nginx: { start: startNginx, isThere: () => isInstalled('nginx'),
           version: () => versionOf('nginx', '-v', /nginx\/(\S+)/) },
  haproxy: { start: startHaproxy('http', 'http-reuse always'), isThere: () => isInstalled('haproxy'),
             version: () => versionOf('haproxy', '-v', /version (\S+)/) },
  haproxy_tcp: { start: startHaproxy('tcp', ''), isThere: () => isInstalled('haproxy') },
  direct: { isThere: () => true,
            start: async ({ upstream }) => ({ port: upstream.port, processes: [], stop: async () => {} }) },
};

/** Starts a proxy with a folder of its own. */
export async function startProxy(name, settings) {
  mkdirSync(settings.folder, { recursive: true });
  return proxies[name].start(settings);
}
