// Folders that several tests need and none of them tests the making of: built for the first, copied for the others.

import { randomUUID } from 'node:crypto';
import { cp, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keptPlace } from '../web/kept-place.js';

/** All that demo, extension and published folders are made of and by, but for packages. */
const CODE = [
  ...'bundle cli demo standalone tests tools web'.split(' ').map((room) => `dist/${room}`),
  'demo',
];

/**
 * Writes to `out` what `build` makes in the folder that it is given; what was in `out` is deleted. `name` says all that the build
 * depends on beside the project's code.
 */
export async function keptFolder(
  name: string,
  out: string,
  build: (folder: string) => Promise<unknown>,
): Promise<void> {
  const kept = join(await keptPlace('folders', CODE), name);
  if (!(await isThere(kept))) {
    const draft = `${kept}.${randomUUID()}`;
    await build(draft);
    await rename(draft, kept).catch(async (error: unknown) => {
      // Of two tests that build it at once, one is the first.
      await rm(draft, { recursive: true });
      if (!(await isThere(kept))) throw error;
    });
  }
  await rm(out, { recursive: true, force: true });
  await cp(kept, out, { recursive: true });
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
