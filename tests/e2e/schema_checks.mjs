// The schemas of docs/schema as checks by a validator that is not ours.
import { readFileSync, readdirSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';

const folder = new URL('../../docs/schema/', import.meta.url);
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false });

/** By kind, and `template-a` to `template-e`: true where the value is what the schema says, else `errors` tells why not. */
export const checks = new Map(readdirSync(folder).map((file) => [file.replace('.schema.json', ''), ajv.compile(JSON.parse(readFileSync(new URL(file, folder))))]));

/** What `jurymast gate --format json` prints. */
export const isGateReport = ajv.compile(JSON.parse(readFileSync(new URL('../../docs/gate-report.schema.json', import.meta.url))));

export const errorsOf = (check) => ajv.errorsText(check.errors);
