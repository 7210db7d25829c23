// Where the demo finds and keeps things; all of it can be deleted and is made again.

import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The model folder that cli/model makes. */
export const MODEL = `${ROOT}build/models/all-MiniLM-L6-v2`;

/** The core, compiled to WebAssembly. */
export const CORE = `${ROOT}dist/web/core/leann-core.wasm`;

/** Finished indexes, one folder a number of words. */
export const INDEXES = `${ROOT}build/demo`;

/** What the project has of the index of all of WordNet. */
export const PREBUILT = `${ROOT}demo/glosses`;

/** All of WordNet as a published index. */
export const GLOSSES = `${INDEXES}/glosses`;

/** The static page. */
export const SITE = `${ROOT}dist/site`;
