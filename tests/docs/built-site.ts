// The documentation site that these tests open; `npm run test:docs` makes it first.

import { join } from 'node:path';
import { ROOT } from '../../tools/paths.js';

/** Where it is. */
export const SITE = join(ROOT, 'dist/docs-tested');

/** The path that it was made for. */
export const BASE = '/leann-web/';
