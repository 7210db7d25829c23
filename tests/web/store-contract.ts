// The rules that every Store must obey, one case each. Run on memory and files in Node, and on IndexedDB in browsers.

import type { StoreCase } from './store-case.js';
import { changeCases } from './store-change-cases.js';
import { contentCases } from './store-content-cases.js';

export const storeContract: StoreCase[] = [...contentCases, ...changeCases];
