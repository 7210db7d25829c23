// Where this comparison keeps things.

import { COMPILED, WORK as PEERS_WORK } from '../places.js';

/** This folder's compiled modules. */
export const COMPILED_WORDS = `${COMPILED}words/`;

/** A folder a collection. */
export const WORK = `${PEERS_WORK}words/`;
