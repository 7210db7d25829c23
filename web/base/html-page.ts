// Tells whether a server answered with a web page. Servers of single-page sites do so for everything that they do not have.

/** What a page may begin with, after white space. */
const BEGINNINGS = ['<!doctype html', '<html'];
/** More white space than this before them is not looked at. */
const LOOKED_AT = 1024;

/** Whether these bytes, sent as this type, are an HTML page. */
export function isHtmlPage(bytes: Uint8Array, contentType: string | null | undefined): boolean {
  if (/^\s*text\/html\b/i.test(contentType ?? '')) return true;
  // The decoder drops a byte order mark.
  const start = new TextDecoder().decode(bytes.subarray(0, LOOKED_AT)).trimStart().toLowerCase();
  return BEGINNINGS.some((beginning) => start.startsWith(beginning));
}
