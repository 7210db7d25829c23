// Loaded into a program before its own code (`node --import`): kills it, as a power cut would, when it has come to a step of its
// work with files. The step is in the environment, as JSON.

import files, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** The variable of the environment that has the step. */
export const KILL_AT = 'LEANN_TEST_KILL_AT';

/** A step of a program: the `nth` time, counted from 1, that it does this to a file whose path matches `path`. */
export interface Step {
  /** `write`: half of the bytes are written. `rename`: it was not renamed to that yet. `renamed`, `removed`: it is done. */
  act: 'write' | 'rename' | 'renamed' | 'removed';
  path: string;
  nth: number;
}

const step: Step | undefined = JSON.parse(process.env[KILL_AT] ?? 'null') ?? undefined;
let left = step?.nth ?? 0;

/** Whether this is it. */
function isNow(act: Step['act'], path: unknown): boolean {
  return step?.act === act && new RegExp(step.path).test(String(path)) && --left === 0;
}

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

if (step !== undefined) {
  const { open, rename, rm } = files;
  files.rename = async (from, to) => {
    if (isNow('rename', to)) await die();
    await rename(from, to);
    if (isNow('renamed', to)) await die();
  };
  files.rm = async (path, options) => {
    await rm(path, options);
    if (isNow('removed', path)) await die();
  };
  files.open = async (path, ...rest) => {
    const file = await open(path, ...rest);
    for (const name of ['writeFile', 'appendFile'] as const) tear(file, name, path);
    return file;
  };
  syncBuiltinESMExports();
}

/** Half of what it writes at that step is there, and the program is no more. */
function tear(file: FileHandle, name: 'writeFile' | 'appendFile', path: unknown): void {
  const whole = file[name].bind(file);
  file[name] = async (data, ...rest) => {
    if (!isNow('write', path)) return await whole(data, ...rest);
    if (data instanceof Uint8Array) await whole(data.subarray(0, data.length >> 1));
    return await die();
  };
}
