import { closedLoop } from './shapes.mjs';

export default closedLoop({
  name: 'b50k',
  about: 'as b1k, with a request body of 50 KB',
  requestBytes: 50 * 1024,
  goals: { nginx: 1.25, haproxy: 0.65 },
});
