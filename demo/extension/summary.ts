// What an answer holds, in a line that agrees with the headings above its rows.

import { counted, grouped } from '../shared/format.js';
import type { Found } from './protocol.js';

export function summaryOf(found: readonly Pick<Found, 'weak' | 'by'>[]): string {
  const good = found.filter(({ weak }) => !weak);
  const byMeaning = good.filter(({ by }) => by === 'meaning').length;
  const weak = found.length - good.length;
  return [
    good.length === 0 && weak > 0 ? 'No good match' : counted(good.length, 'hit'),
    ...(byMeaning > 0 ? [`${grouped(byMeaning)} by meaning alone`] : []),
    ...(weak > 0 ? [`${grouped(weak)} less likely`] : []),
  ].join(', ');
}
