// Which release this code is of.

/** As in package.json. Scripts and WASM of a published folder are used only if they are of the same release. */
export const VERSION = '0.2.0';
