// Files that lie beside the scripts of the package, and are still there after a bundler was at work, or not.

import { absoluteUrl } from './platform.js';

/**
 * Where such a file is, or undefined if the scripts were bundled without it. Bundlers that copy the file write its new place
 * into the script; others leave the name as it is, and there is no file of that name beside the bundle.
 * @param place `new URL('./NAME', import.meta.url)`, as bundlers look for it.
 * @param path the file's path in the package, which ends in that name.
 */
export function shippedFile(place: () => URL, path: string): URL | undefined {
  const url = attempt(place);
  if (url === undefined || url.protocol === 'data:') return undefined;
  const name = path.slice(path.lastIndexOf('/'));
  const asWritten = url.pathname.endsWith(name);
  return !asWritten || url.pathname.endsWith(`/${path}`) ? url : undefined;
}

/**
 * Scripts without a place of their own (`blob:`, or no modules) have nothing beside them. What some bundlers (Turbopack) put in
 * place of the URL knows only a path.
 */
function attempt(place: () => URL): URL | undefined {
  try {
    return new URL(absoluteUrl(place().href));
  } catch {
    return undefined;
  }
}
