// When the model of a published folder is loaded, and how far that is.

/**
 * `eager`: before the index is opened. `idle`: as soon as it is open and the page is idle. `auto`: after the first search, when the
 * page is idle, if it adds enough to the answers of this index for its bytes ({@link IndexInfo.recall}), and within a search of which the
 * table of terms knows too little; not if the browser asks to save data or says that the line is slow. `never`: only if it is asked for.
 */
export type ModelLoading = 'auto' | 'eager' | 'idle' | 'never';

/** `none`: the folder has none. `waiting`: nothing has asked for it yet. */
export type ModelState = 'none' | 'waiting' | 'loading' | 'ready' | 'failed';
