import { closedLoopOfStreams } from './shapes.mjs';

export default closedLoopOfStreams({
  name: 'b1k_streamed',
  about: 'as b1k, with a streamed answer of 4 content events and the end, which leaves the provider in one piece',
});
