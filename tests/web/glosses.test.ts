// The index of all glosses that the project brings fits the model and the texts that its packages bring.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { exportModel } from '../../cli/model/model-folder.js';
import { PublishedFolder } from '../../cli/published-folder.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { INDEX_FILE, publishGlosses } from '../../tools/dictionary/glosses.js';
import { MODEL } from '../../tools/paths.js';

describe('the index of all glosses', { timeout: 600_000 }, () => {
  it('is published with every text checked, in at most 40 bytes a gloss', async () => {
    await exportModel(MODEL);
    const embedder = await EmbedderPool.load(MODEL, { signal: new AbortController().signal });
    try {
      const folder = await publishGlosses(embedder, { terms: false });
      assert.ok(folder !== undefined, 'the model is the one that built it');
      const manifest = await new PublishedFolder(folder).manifest();
      const bytes = await readFile(INDEX_FILE);
      assert.equal(manifest?.documents, readGlosses().length);
      assert.ok(bytes.length <= 40 * (manifest?.documents ?? 0), `${bytes.length} bytes`);
      assert.ok(manifest?.words !== undefined && manifest.table !== undefined, 'it answers without a model');
    } finally {
      await embedder.close();
    }
  });
});
