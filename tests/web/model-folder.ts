// Where the tests find the real model.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../build/models/all-MiniLM-L6-v2', import.meta.url));

/** The folder of all-MiniLM-L6-v2, in fp32 and int8. Throws an Error that says how to make it if it is not there. */
export function modelFolder(): string {
  if (existsSync(`${folder}/export.json`)) return folder;
  throw new Error(`${folder} is missing or unfinished: make it with \`node dist/cli/model/export.js\``);
}
