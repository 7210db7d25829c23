// Where this comparison keeps things.

import { COMPILED, HERE, WORK as PEERS_WORK } from '../places.js';

/** The engines' processes as one bundle, below the folder where the libraries are installed. */
export const BUNDLE = `${HERE}build/words/`;

/** This folder's compiled modules. */
export const COMPILED_WORDS = `${COMPILED}words/`;

/** A folder a collection. */
export const WORK = `${PEERS_WORK}words/`;
