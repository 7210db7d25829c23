// leann-web, keeping no recomputed vectors from one query to the next.

import { leannWeb } from './leann-web.js';

export const peer = leannWeb({ index: { cacheBytes: 0 } });
