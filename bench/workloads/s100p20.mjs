import { cpuPerChunk, openStreams } from './shapes.mjs';

export default openStreams({
  name: 's100p20',
  about: '20 open streams of 100 chunks a second each, 221 bytes a chunk: every chunk finds the proxy asleep',
  streams: () => 20,
  eventsPerSecond: 100,
  figures: [cpuPerChunk()],
});
