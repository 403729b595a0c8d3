import { atMost, closedLoop } from './shapes.mjs';

export default closedLoop({
  name: 'b50k',
  about: 'as b1k, with a request body of 50 KB',
  requestBytes: 50 * 1024,
  goals: { musts: { nginx: atMost(1.25), haproxy: atMost(0.65) }, aims: { nginx: atMost(1.05) } },
});
