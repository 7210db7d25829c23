// The index of all glosses that the project brings fits the model and the texts that its packages bring.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { exportGlosses, INDEX_FILE } from '../../tools/dictionary/glosses.js';
import { CORE, MODEL } from '../../tools/paths.js';
import { Core } from '../../web/core/core.js';
import { decodeExported } from '../../web/file/exported-index.js';

describe('the index of all glosses', { timeout: 600_000 }, () => {
  it('is exported with every text checked, in at most 40 bytes a gloss', async () => {
    await exportModel(MODEL);
    const core = await Core.load(await readFile(CORE));
    const embedder = await EmbedderPool.load(MODEL, { signal: new AbortController().signal });
    try {
      const exported = await exportGlosses(core, embedder);
      assert.ok(exported !== undefined, 'the model is the one that built it');
      const { documents } = await decodeExported(core, exported);
      assert.equal(documents.length, readGlosses().length);
      const { length } = await readFile(INDEX_FILE);
      assert.ok(length <= 40 * documents.length, `${length} bytes`);
    } finally {
      await embedder.close();
    }
  });
});
