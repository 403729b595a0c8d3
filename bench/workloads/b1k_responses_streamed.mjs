import { closedLoopOfStreams } from './shapes.mjs';

export default closedLoopOfStreams({ name: 'b1k_responses_streamed', about: 'as b1k_streamed, by the Responses API', family: 'responses' });
