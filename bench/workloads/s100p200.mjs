import { atMost, cpuPerChunk, openStreams } from './shapes.mjs';

export default openStreams({
  name: 's100p200',
  about: '200 open streams of 100 chunks a second each, 221 bytes a chunk',
  streams: () => 200,
  eventsPerSecond: 100,
  figures: [cpuPerChunk({
    musts: { nginx: atMost(0.95), haproxy: atMost(1.15) }, aims: { nginx: atMost(0.8), haproxy: atMost(1) },
  })],
});
