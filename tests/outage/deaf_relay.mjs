// A balancer in front of a provider that does not pass on that a caller left: the provider goes on working for nobody.
import { connect, createServer } from 'node:net';

/** One connection to the provider for each of the gateway's; kept after the gateway left until the answer it waited for has come. */
function relay(client, port) {
  const provider = connect(port, '127.0.0.1');
  let waiting = false;
  client.on('data', (bytes) => { waiting = true; provider.write(bytes); });
  provider.on('data', (bytes) => {
    waiting = false;
    if (client.destroyed) provider.destroy();
    else client.write(bytes);
  });
  client.on('close', () => { if (!waiting) provider.destroy(); });
  provider.on('close', () => client.destroy());
  for (const socket of [client, provider]) {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
  }
  return provider;
}

/** Stands before the server at `url`; gives its own `url` and `stop`. */
export async function startDeafRelay(url) {
  const sockets = new Set();
  const server = createServer((client) => {
    for (const socket of [client, relay(client, Number(new URL(url).port))]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => new Promise((resolve) => {
    server.close(resolve);
    for (const socket of sockets) socket.destroy();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}
