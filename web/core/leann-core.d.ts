// The generated module, leann-core.js.

import type { LeannCore } from './core-module.js';

export default function createLeannCore(options: { wasmBinary: ArrayBuffer }): Promise<LeannCore>;
