// Builds the golden index in a page, for golden.test.ts.
import { Core } from '../../web/core/core.js';
import { goldenBytes } from '../web/golden-index.js';

export async function bytes(): Promise<number[]> {
  return [...goldenBytes(await Core.load('/core/leann-core.wasm'))];
}
