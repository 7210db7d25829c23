// Errors as a visitor of the playground is told them.

import type { LeannErrorCode } from '../../web/index.js';
import { reasonOf } from '../shared/format.js';
import { NotDocuments } from './documents.js';

/** What happened, by code. The reason follows, where it says what to change. */
const TOLD: Readonly<Record<LeannErrorCode, string>> = {
  'invalid-argument': 'That cannot be done as it was asked for',
  'dimension-mismatch': 'A document brings a vector of another length',
  'not-finite': 'A document brings a vector with something that is no number',
  'zero-vector': 'A document brings a vector of zeros',
  'duplicate-id': 'Two documents have the same id',
  'not-found': 'A file of this page is missing',
  corrupt: 'A file of this page arrived damaged; load the page again',
  'unsupported-version': 'This page has been published again; reload it',
  'embedder-mismatch': 'This page has been published again; reload it',
  'model-load': 'The model could not be loaded',
  'embedding-failed': 'The model failed on one of the texts',
  'unreadable-image': 'An image could not be read',
  'storage-unavailable': 'The browser allows no storage',
  'storage-failed': 'The browser could not store that',
  'quota-exceeded': 'The browser has no room left for that',
  conflict: 'Another tab has changed the same index',
  evicted: 'The browser has removed what was stored',
  'read-only': 'This index cannot be changed',
  'network-failed': 'The network is down, or the server does not answer',
  closed: 'That was stopped',
  'out-of-memory': 'There is not enough memory for that',
  'worker-crashed': 'The search crashed and was started again; index the documents once more',
  internal: 'That is a defect of leann-web',
};

/** A sentence or two; never a stack or a code. */
export function inWords(error: unknown): string {
  if (error instanceof NotDocuments) return error.message;
  const code = (error as { code?: unknown } | undefined)?.code;
  const reason = reasonOf(error);
  if (typeof code !== 'string' || !Object.hasOwn(TOLD, code)) return `That did not work: ${reason}.`;
  return `${TOLD[code as LeannErrorCode]}. (${reason})`;
}
