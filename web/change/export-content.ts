// The content of an index in one file, without deleted documents.

import { LeannError } from '../base/error.js';
import { dropContent, type IndexContent } from '../content/index-content.js';
import type { Embedder } from '../embed/embedder.js';
import { encodeExported, readAll } from '../file/exported-index.js';
import type { KeptContent } from '../keep/kept-content.js';
import { compacted, contentOf } from './compact-content.js';
import type { CompactJob } from './link-job.js';

export interface ExportContentJob {
  name: string;
  kept: KeptContent;
  model: Embedder;
  /** Makes a compacted copy, if something is deleted or buffered. */
  compaction: CompactJob;
}

/** Nothing is changed. Errors: `invalid-argument` for an index without passages; `corrupt`; those of reading texts. */
export async function exportContent(job: ExportContentJob): Promise<Blob> {
  const { content } = job.compaction;
  const letGo = content.corpus.retain();
  try {
    const copy = await compactedCopy(job.compaction);
    try {
      return await encoded(copy, job);
    } finally {
      await dropContent(copy, content);
    }
  } finally {
    await letGo();
  }
}

async function encoded(
  { core, corpus, trainedPassages, table }: IndexContent,
  { name, kept, model, compaction }: ExportContentJob,
): Promise<Blob> {
  if (core === undefined) {
    throw new LeannError('invalid-argument', `leann: cannot export "${name}": it holds no passage`);
  }
  const { settings, generation, commit } = kept;
  const passages = await readAll(corpus.nodes, (nodes) => corpus.read(nodes), compaction.signal);
  const file = await encodeExported({
    core,
    corpus: { documents: corpus.all(), passages, checks: corpus.checks(core.size) },
    trainedPassages,
    settings,
    table,
    embedder: model,
    state: { generation, commit },
  });
  return new Blob([file.slice()], { type: 'application/octet-stream' });
}

/** The content, or, if something is deleted or buffered, a compacted copy of it. */
async function compactedCopy(job: CompactJob): Promise<IndexContent> {
  const compacting = compacted(job);
  for (;;) {
    const { done, value } = await compacting.next();
    if (done) return value === undefined ? job.content : contentOf(job.core, job.content, value);
  }
}
