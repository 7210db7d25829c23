// Places of the project's files; all that is below build/ and dist/ can be deleted and is made again.

import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The model folder that cli/model makes. */
export const MODEL = `${ROOT}build/models/all-MiniLM-L6-v2`;

/** The core, compiled to WebAssembly. */
export const CORE = `${ROOT}dist/web/core/leann-core.wasm`;

/** Finished indexes, one folder a number of words. */
export const INDEXES = `${ROOT}build/demo`;

/** The committed part of the index of all of WordNet: graph and codes, no texts. */
export const PREBUILT = `${ROOT}demo/glosses`;

/** All of WordNet as a published index. */
export const GLOSSES = `${INDEXES}/glosses`;

/** The static page. */
export const SITE = `${ROOT}dist/site`;
