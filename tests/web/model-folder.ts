// The real model, for tests that need it.

import { existsSync } from 'node:fs';
import { MODEL } from '../../tools/paths.js';

/** The folder of all-MiniLM-L6-v2, in fp32 and int8. Throws an Error that says how to make it if it is not there. */
export function modelFolder(): string {
  if (existsSync(`${MODEL}/export.json`)) return MODEL;
  throw new Error(`${MODEL} is missing or unfinished: make it with \`node dist/cli/model/export.js\``);
}
