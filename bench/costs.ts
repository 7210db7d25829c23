// What a published folder in clusters costs a month on hosts of plain files, by passages and visits: bytes and requests that were
// measured, times published prices. Prints Markdown tables.
// node dist/bench/costs.js [VISITS] [LATER]; visits a month, and queries of each after its first; default: 100000 and 4

import { HOSTS, type Host, type Month } from './costs/hosts.js';
import { bytesOf, MODEL_BYTES, REQUESTS, STORED_A_PASSAGE } from './costs/visit.js';

const COUNTS = [1_000_000, 10_000_000, 100_000_000];

const [visits = 100_000, later = 4] = process.argv.slice(2).map(Number);

console.log(`${visits.toLocaleString('en')} visits a month, each a first answer and ${later} later ones\n`);
console.log(`| passages | stored, GB | a visit, MB | ${HOSTS.map(({ name }) => name).join(' | ')} |`);
console.log(`|${'---|'.repeat(3 + HOSTS.length)}`);
for (const model of [false, true]) {
  for (const passages of COUNTS) console.log(row(passages, model));
}
console.log('\nIn brackets: without what is free each month.\n');
for (const { name, source } of HOSTS) console.log(`- ${name}: ${source}`);

/** `model`: whether each visit fetches it. */
function row(passages: number, model: boolean): string {
  const { first, each } = bytesOf(passages);
  const visit = first + later * each + (model ? MODEL_BYTES : 0);
  const month: Month = {
    stored: passages * STORED_A_PASSAGE,
    sent: visits * visit,
    requests: visits * (REQUESTS.first + later * REQUESTS.later + (model ? REQUESTS.model : 0)),
  };
  const cells = [
    `${passages.toLocaleString('en')}${model ? ', with the model' : ''}`,
    (month.stored / 1e9).toFixed(1),
    (visit / 1e6).toFixed(1),
    ...HOSTS.map((host) => priced(host, month)),
  ];
  return `| ${cells.join(' | ')} |`;
}

function priced({ price, free }: Host, month: Month): string {
  const beyond: Month = {
    stored: Math.max(0, month.stored - free.stored),
    sent: Math.max(0, month.sent - free.sent),
    requests: Math.max(0, month.requests - free.requests),
  };
  return `$${dollars(price(beyond))} (${dollars(price(month))})`;
}

function dollars(value: number): string {
  return value < 100 ? value.toFixed(2) : Math.round(value).toLocaleString('en');
}
