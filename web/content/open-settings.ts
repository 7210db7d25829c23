// Settings of an index: those of a new one, and what a stored one must agree with.

import { LeannError } from '../base/error.js';
import type { BuildOptions } from '../core/build-options.js';
import type { Core } from '../core/core.js';
import { passageTokens } from '../embed/count-tokens.js';
import type { OpenOptions } from '../interface/open-options.js';
import type { BuildValue } from '../storage/manifest.js';
import { splitOptions } from '../storage/split-record.js';
import type { Snapshot } from '../storage/store.js';
import type { SplitOptions } from '../text/passage.js';
import { coreBuild } from './saved-file.js';

/** The options that an index was created with, and keeps. */
export interface Settings {
  build: BuildOptions;
  split: SplitOptions;
}

/** Errors: `invalid-argument`. */
export function newSettings({ embedder, build = {}, split = {} }: OpenOptions, core: Core): Settings {
  const { maxTokens = passageTokens(embedder), overlapTokens = 0, context = true } = split;
  if (!Number.isSafeInteger(maxTokens) || maxTokens < 1) {
    throw invalid(`split.maxTokens ${maxTokens}`, 'it must be an integer of at least 1');
  }
  if (!Number.isSafeInteger(overlapTokens) || overlapTokens < 0 || overlapTokens >= maxTokens) {
    throw invalid(`split.overlapTokens ${overlapTokens}`, `it must be an integer from 0 to ${maxTokens - 1}`);
  }
  if (typeof context !== 'boolean') {
    throw invalid(`split.context ${context}`, 'it must be true or false');
  }
  // Only the core knows which build options it accepts; ask it now rather than when documents are added.
  core.builder(embedder.dimension, coreBuild(build)).free();
  return { build: { ...build }, split: { maxTokens, overlapTokens, context } };
}

/** The settings of a stored index. Errors: `invalid-argument` if the caller asks for others. */
export function storedSettings({ manifest }: Snapshot, { build = {}, split = {} }: OpenOptions): Settings {
  requireAgreement('build', build, manifest.build);
  const stored = splitOptions(manifest.split);
  requireAgreement('split', split, { ...stored });
  // The core checks build options itself, wherever they come from.
  return { build: manifest.build as BuildOptions, split: stored };
}

/** Errors: `invalid-argument`. */
export function requireTableChoice({ table }: OpenOptions): void {
  if (table === undefined || typeof table === 'boolean') return;
  throw invalid(`table ${String(table)}`, 'it must be true or false');
}

/** Options as they are stored: for those that are not given, the core's defaults hold. */
export function buildRecord(build: BuildOptions): Record<string, BuildValue> {
  const values: Record<string, BuildValue> = {};
  for (const [key, value] of Object.entries(build)) if (value !== undefined) values[key] = value;
  return values;
}

function requireAgreement(kind: string, given: object, stored: Record<string, BuildValue>): void {
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === stored[key]) continue;
    const old = stored[key] ?? 'its default';
    throw invalid(
      `${kind}.${key} ${String(value)}`,
      `the stored index was created with ${old}; build it again for another`,
    );
  }
}

function invalid(what: string, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot open index with ${what}: ${reason}`);
}
