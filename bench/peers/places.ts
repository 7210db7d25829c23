// Where the comparison finds and keeps things.

import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** This folder, in which the libraries are installed. */
export const HERE = `${ROOT}bench/peers/`;

/** Installed libraries. */
export const PACKAGES = `${HERE}node_modules/`;

/** This folder's compiled modules. */
export const COMPILED = `${ROOT}dist/bench/peers/`;

/** The bundle for Node, below {@link HERE} so that it finds the libraries. */
export const NODE_BUNDLE = `${HERE}build/`;

/** Everything that is made. */
export const WORK = `${ROOT}build/bench/peers/`;

export const DATASET = `${WORK}dataset/`;
export const PAGE = `${WORK}page/`;
export const RESULTS = `${WORK}results.json`;

export const MODELS = `${ROOT}build/models/`;
export const MODEL = 'all-MiniLM-L6-v2';
export const CORE = `${ROOT}dist/web/core/leann-core.wasm`;
export const ORT = `${ROOT}node_modules/onnxruntime-web/dist/`;
