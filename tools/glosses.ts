// Indexes all 117,791 glosses of WordNet with the command line, and puts the index under demo/glosses, where the demo
// finds it. Embedding takes about half an hour and can be interrupted. Run as: node dist/tools/glosses.js

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from '../cli/build.js';
import { readCommandLine } from '../cli/command-line.js';
import { exportModel } from '../cli/model/model-folder.js';
import { PublishedFolder } from '../cli/published-folder.js';
import { CHECKS } from '../web/content/attachments.js';
import { decodeDocumentList } from '../web/hosted/document-list.js';
import { Core, LeannIndex, OnnxEmbedder } from '../web/index.js';
import { readGlosses } from './corpora/wordnet.js';
import { encodeOrder, INDEX_FILE, ORDER_FILE, SETTINGS } from './dictionary/glosses.js';
import { CORE, GLOSSES, INDEXES, MODEL, PREBUILT } from './paths.js';

/** Bytes of a block of postings, which are left out: the demo makes them again. */
const BLOCK_BYTES = 2048;

await exportModel(MODEL);
await mkdir(INDEXES, { recursive: true });
const glosses = readGlosses();
const source = join(INDEXES, 'glosses.jsonl');
await writeFile(source, glosses.map((gloss) => `${JSON.stringify(gloss)}\n`).join(''));
const { maxTokens } = SETTINGS.split;
const line = ['build', source, '--out', GLOSSES, '--cache', join(INDEXES, 'vectors'), '--model', MODEL];
const command = readCommandLine([...line, '--max-tokens', String(maxTokens), '--index-only']);
if (command.name !== 'build') throw new Error('the command line has no build');
console.log(await build(command, process.stderr, new AbortController().signal));

const manifest = await new PublishedFolder(GLOSSES).manifest();
if (manifest === undefined) throw new Error('nothing was published');
const list = await decodeDocumentList(
  new Uint8Array(await readFile(join(GLOSSES, manifest.documentList))),
  manifest,
);
const places = new Map(glosses.map(({ id }, place) => [id, place]));
await mkdir(PREBUILT, { recursive: true });
await writeFile(INDEX_FILE, await prebuiltIndex());
await writeFile(ORDER_FILE, encodeOrder(list.ids().map((id) => places.get(id) ?? 0)));

/** What was published, in one piece, without texts and postings. */
async function prebuiltIndex(): Promise<Uint8Array> {
  const embedder = await OnnxEmbedder.load(MODEL);
  const published = await LeannIndex.fromUrl(GLOSSES, { embedder });
  const exported = new Uint8Array(await (await published.export()).arrayBuffer());
  await published.close();
  await embedder.close();
  const core = await Core.load(await readFile(CORE));
  const { attachments, sizes: _, ...origin } = core.read(exported);
  const index = core.open(exported);
  try {
    index.outlineWords(BLOCK_BYTES);
    return index.encode({
      origin,
      attachments: new Map([...attachments].filter(([name]) => name === CHECKS)),
    });
  } finally {
    index.free();
  }
}
