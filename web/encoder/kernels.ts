// Which of the encoder's modules is used here: the fastest whose vectors are right.
import { messageOf } from '../base/error.js';
import { nextTask } from '../base/next-task.js';
import { isNode } from '../base/platform.js';
import { folderReader } from '../embed/file-source.js';
import { KnownAnswer } from './known-answer.js';
import { type Kernel, kernelWasm } from './own-wasm.js';

export interface ChosenKernel {
  kernel: Kernel;
  wasm: WebAssembly.Module;
}

/** A function with the instruction 0x113. */
const RELAXED_PROBE = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 8, 1, 0x60, 3, 0x7b, 0x7b, 0x7b, 1, 0x7b, 3, 2, 1, 0, 10, 13, 1, 11, 0,
  0x20, 0, 0x20, 1, 0x20, 2, 0xfd, 0x93, 0x02, 0x0b,
]);

/** Compiled modules, plain first; what was not found or does not compile is left out, unless it is plain. */
export type Kernels = ReadonlyMap<Kernel, WebAssembly.Module>;

/** Node has relaxed SIMD behind an option, and computes with it wrongly before it optimises. */
export function hasRelaxedSimd(): boolean {
  return !isNode() && WebAssembly.validate(RELAXED_PROBE);
}

/**
 * Fetches the modules that can be used here. `folder`: where they are; default: in the package. Rejects with an Error if
 * there is none.
 */
export async function fetchKernels(folder?: string | URL): Promise<Kernels> {
  const wanted: Kernel[] = hasRelaxedSimd() ? ['plain', 'relaxed-sum', 'relaxed-pairs'] : ['plain'];
  const found = await Promise.all(
    wanted.map(async (kernel) => {
      try {
        return [kernel, await WebAssembly.compile(await fetchKernel(kernel, folder))] as const;
      } catch (error) {
        if (kernel === 'plain') throw error;
        return undefined;
      }
    }),
  );
  return new Map(found.filter((each) => each !== undefined));
}

async function fetchKernel(kernel: Kernel, folder: string | URL | undefined): Promise<BufferSource> {
  const name = `leann-encoder-${kernel}.wasm`;
  const own = folder === undefined ? await kernelWasm(kernel) : undefined;
  if (own instanceof Uint8Array) return own as Uint8Array<ArrayBuffer>;
  const content = await folderReader(folder ?? new URL('.', own))(name, {}).catch((cause) => {
    throw new Error(`${name}: ${messageOf(cause)}`, { cause });
  });
  if ('missing' in content) throw new Error(`${name}: ${content.missing}`);
  return content.bytes;
}

/** How long a kernel runs in turn. */
const TURN_MS = 3;
/** Turns without a faster one after which compilers are taken to be done, once each kernel was optimised. */
const STEADY_TURNS = 6;
/** Code that was optimised is so many times as fast as at first: measured, ten times in Chromium. */
const OPTIMISED = 2;
/** A compiler that other work keeps waiting takes as long as that; before it is done, the kernels' times say nothing. */
const MOST_MS = 1500;
/** If none got faster for so long, the engine may have kept the optimised code of an earlier visit. */
const QUIET_MS = 300;
/** What counts as faster. */
const FASTER = 0.95;

interface Racer extends ChosenKernel {
  answer: KnownAnswer;
  /** A run, in the first turn. */
  firstMs: number;
  /** A run, in the fastest turn so far. */
  ms: number;
  /** Whether the last turn was clearly faster than all before. */
  grew?: boolean;
}

/**
 * Runs all of them in turn, before and after the engine optimises them, and checks every vector. Rejects with an Error if
 * none is right. Takes some 600 ms in Chromium, a turn at a time, half of that if they were optimised before; at most 1.5 s
 * and a turn. A single one is only checked.
 */
export async function chooseKernel(kernels: Kernels): Promise<ChosenKernel> {
  let racers: Racer[] = [];
  for (const [kernel, wasm] of kernels) {
    const answer = await KnownAnswer.prepare(wasm);
    // Engines compile a function when it is called first: that is no part of the first turn.
    if (answer.isRight()) racers.push({ kernel, wasm, answer, firstMs: 0, ms: MOST_MS });
  }
  const began = performance.now();
  let end = began + QUIET_MS;
  for (let steady = 0; steady < STEADY_TURNS && performance.now() < end; steady++) {
    racers = racers.filter(takeTurn);
    const grew = racers.some(({ grew }) => grew);
    if (grew) end = Math.min(began + MOST_MS, performance.now() + QUIET_MS);
    if (grew || (racers.length > 1 && racers.some(isWaiting))) steady = 0;
    await nextTask();
  }
  const [fastest] = candidates(racers).sort((a, b) => a.ms - b.ms);
  if (fastest === undefined) throw new Error('no module of the encoder computes rightly here');
  // Without its answer, whose memory is let go.
  const { kernel, wasm } = fastest;
  return { kernel, wasm };
}

/** Whether it was not optimised yet. */
function isWaiting({ firstMs, ms }: Racer): boolean {
  return ms > firstMs / OPTIMISED;
}

/** Relaxed kernels where times say nothing: none was slower than plain once it was optimised. */
function candidates(racers: Racer[]): Racer[] {
  const relaxed = racers.filter(({ kernel }) => kernel !== 'plain');
  return relaxed.length > 0 && racers.some(isWaiting) ? relaxed : racers;
}

/** Whether all its vectors were right. */
function takeTurn(racer: Racer): boolean {
  const began = performance.now();
  let runs = 0;
  let ms = 0;
  while (ms < TURN_MS) {
    if (!racer.answer.isRight()) return false;
    runs++;
    ms = performance.now() - began;
  }
  const each = ms / runs;
  racer.firstMs ||= each;
  racer.grew = each < FASTER * racer.ms;
  racer.ms = Math.min(racer.ms, each);
  return true;
}
