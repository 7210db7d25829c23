// Fetches what opening a published index needs: its manifest, the compact index, and the WASM that searches it.

import { LeannError } from '../base/error.js';
import { VERSION } from '../base/version.js';
import type { FetchedInfo } from '../interface/index-info.js';
import type { FetchOptions, HostedFiles } from './hosted-files.js';
import { fileAt, type HostedManifest, type HostedRuntime, parseHostedManifest } from './manifest.js';
import { readIndex } from './read-index.js';

export const MANIFEST = 'manifest.json';

/** A published index as far as every search needs it; all but `nodes` can be sent to another thread. */
export interface Publication {
  /** Of the folder, with a slash at the end. */
  url: string;
  manifest: HostedManifest;
  /** The compact index. */
  index: Uint8Array;
  /** Its nodes, if they are a file of their own that is on its way. */
  nodes: Promise<Uint8Array<ArrayBuffer>> | undefined;
  /** The WASM that searches it; undefined if that of the folder is not used. */
  reader: Uint8Array | undefined;
  /** The list of all documents, as in its file; undefined if it was not asked for or could not be fetched. */
  list: Uint8Array<ArrayBuffer> | undefined;
  /** All that was fetched for this. */
  fetched: FetchedInfo;
}

/** Errors: `not-found`, `network-failed`, `corrupt`, `unsupported-version`; the signal's reason. */
export async function fetchManifest(files: HostedFiles, options: FetchOptions): Promise<HostedManifest> {
  const bytes = await files.readNow(MANIFEST, options);
  const text = new TextDecoder().decode(bytes);
  if (text.trimStart().startsWith('<')) {
    const reason = 'a web page is served in its place';
    throw new LeannError('not-found', `leann: cannot fetch ${new URL(MANIFEST, files.base)}: ${reason}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new LeannError('corrupt', `leann: cannot read ${new URL(MANIFEST, files.base)}: it is not JSON`);
  }
  return parseHostedManifest(value);
}

export interface PublicationOptions extends FetchOptions {
  /** Whether the folder's WASM is wanted, if it is of this release. */
  withReader: boolean;
  /** Whether the list of documents is wanted. */
  withList: boolean;
}

/**
 * Fetches the rest; if the folder is published again meanwhile, all of the new one. Errors: as of {@link fetchManifest}.
 */
export async function fetchPublication(
  files: HostedFiles,
  manifest: HostedManifest,
  options: PublicationOptions,
): Promise<Publication> {
  try {
    return await fetchParts(files, manifest, options);
  } catch (error) {
    if (!(error instanceof LeannError) || error.code !== 'not-found') throw error;
    const present = await fetchManifest(files, options);
    if (present.generation === manifest.generation) throw error;
    return await fetchParts(files, present, options);
  }
}

async function fetchParts(
  files: HostedFiles,
  manifest: HostedManifest,
  { withReader, withList, ...options }: PublicationOptions,
): Promise<Publication> {
  const runtime = withReader ? usableRuntime(manifest) : undefined;
  // Searches can do without it: whoever needs it later asks again, and is told if that fails.
  const listing = withList
    ? files.read(fileAt(manifest, manifest.documentList), options).catch(() => undefined)
    : undefined;
  const reading = readIndex(files, manifest, options);
  const { nodes: apart } = manifest;
  // Words answer first: their part of the line is not to be shared.
  const ask = (path: string) => files.read(fileAt(manifest, path), { signal: options.signal });
  const nodes = apart === undefined ? undefined : reading.then(() => ask(apart));
  // Searches that need them ask again.
  nodes?.catch(() => undefined);
  const [index, reader, list] = await Promise.all([
    reading,
    runtime && files.read(fileAt(manifest, runtime.reader), options),
    listing,
  ]);
  return { url: files.base.href, manifest, index, nodes, reader, list, fetched: files.fetched };
}

/** Scripts and WASM of the folder; undefined if they are not of this release. */
export function usableRuntime({ runtime }: HostedManifest): HostedRuntime | undefined {
  return runtime?.version === VERSION ? runtime : undefined;
}
