// The libraries, which are installed in the folder above, where compiled modules do not find them by name.

import { PACKAGES } from '../places.js';

/** A module by its file: `minisearch/dist/es/index.js`. */
export async function installed<Module>(file: string): Promise<Module> {
  return await import(`${PACKAGES}${file}`);
}
