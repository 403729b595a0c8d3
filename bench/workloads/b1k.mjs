import { closedLoop } from './shapes.mjs';

export default closedLoop({
  name: 'b1k',
  about: '32 keep-alive connections in a closed loop; a request body of 1 KB with `model` behind `messages`, an answer of 1 KB with 17 headers',
  requestBytes: 1024,
  goals: { nginx: 0.85, haproxy: 0.95 },
});
