// All that the element loads when it opens an index, as one script.

export { hitOption, lineLengthIn } from '../element/hit-option.js';
export { LeannIndex } from '../leann-index.js';
