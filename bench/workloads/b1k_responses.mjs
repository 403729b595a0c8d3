import { closedLoop } from './shapes.mjs';

export default closedLoop({ name: 'b1k_responses', about: 'as b1k, by the Responses API', family: 'responses' });
