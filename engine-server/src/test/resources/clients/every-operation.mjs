// Plays a scenario with the stock AWS SDK for JavaScript: each step is one command of its own.
// Arguments: the scenario's file, and the values of its ${...} as JSON.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {lookup} from 'node:dns';
import {Agent} from 'node:http';
import * as sfn from '@aws-sdk/client-sfn';

const [file, given] = process.argv.slice(2);
const saved = JSON.parse(given);
// With a twin, `sync-` and the endpoint's name lead to the same server, as DNS would have it.
const twin = saved.twin === 'true';
const client = new sfn.SFNClient({
  disableHostPrefix: !twin,
  ...(twin && {requestHandler: {httpAgent: new Agent({lookup: (name, options, done) => lookup('127.0.0.1', options, done)})}}),
});

const filled = (value) => {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)}/g, (_, name) => saved[name]);
  if (Array.isArray(value)) return value.map(filled);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner)]));
  }
  return value;
};
const at = (answer, path) => path.split('.').reduce((inner, name) => inner?.[name], answer);

const called = new Set();
for (const {op, in: input, save = {}, until = {}} of JSON.parse(readFileSync(file, 'utf8'))) {
  for (let tries = 0; ; tries++) {
    const answer = await client.send(new sfn[`${op}Command`](filled(input)));
    const wanted = Object.entries(until).map(([path, value]) => [path, filled(value)]);
    const isThere = wanted.every(([path, value]) => at(answer, path) === value)
      && Object.values(save).every((path) => at(answer, path) !== undefined);
    if (isThere) {
      Object.entries(save).forEach(([name, path]) => { saved[name] = at(answer, path); });
      break;
    }
    assert.ok(tries < 300, `${op} answers ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  called.add(op);
}
console.log(JSON.stringify([...called].sort()));
