// Which browser this is, where it matters.

/** Also callable outside browsers. */
export function isFirefox(): boolean {
  return typeof chrome !== 'undefined' && chrome.runtime?.getURL?.('').startsWith('moz-') === true;
}
