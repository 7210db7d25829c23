// Runs the model and the indexes, so that the page stays free to react.

import type { Document } from '../../web/index.js';
import type { Reply, Request } from './protocol.js';
import { Shelves } from './shelves.js';

const running = new Map<number, AbortController>();
const loading = load();
globalThis.addEventListener('message', ({ data }: MessageEvent<Request>) => void take(data));

function tell(reply: Reply): void {
  globalThis.postMessage(reply);
}

/** Undefined where it failed, which the page has been told. */
async function load(): Promise<Shelves | undefined> {
  try {
    const shelves = await Shelves.load({
      site: new URL('.', globalThis.location.href),
      onModel: (loaded, total) => tell({ type: 'loading', loaded, total }),
      onFetched: () => tell({ type: 'starting' }),
    });
    const { kept, examples } = shelves;
    tell({ type: 'ready', words: shelves.info('words'), notes: shelves.info('notes'), kept, examples });
    return shelves;
  } catch (error) {
    tell({ type: 'broken', reason: reasonOf(error) });
    return undefined;
  }
}

async function take(request: Request): Promise<void> {
  if (request.type === 'cancel') {
    running.get(request.id)?.abort();
    return;
  }
  const controller = new AbortController();
  running.set(request.id, controller);
  try {
    const shelves = await loading;
    controller.signal.throwIfAborted();
    if (shelves === undefined) throw new Error('the page could not be started');
    const skipped = await run(shelves, request, controller.signal);
    tell({ type: 'ended', id: request.id, notes: shelves.info('notes'), skipped });
  } catch (error) {
    tell({ type: 'failed', id: request.id, reason: reasonOf(error) });
  } finally {
    running.delete(request.id);
  }
}

/** Does what is asked; the titles of documents that were there already. */
async function run(
  shelves: Shelves,
  request: Exclude<Request, { type: 'cancel' }>,
  signal: AbortSignal,
): Promise<string[]> {
  const { id } = request;
  switch (request.type) {
    case 'search':
      for await (const update of shelves.index(request.shelf).search(request.query, { signal })) {
        tell({ type: 'update', id, update });
      }
      return [];
    case 'add':
      return add(shelves, id, request.documents, signal);
    case 'forget':
      await shelves.forget();
      return [];
  }
}

async function add(
  shelves: Shelves,
  id: number,
  documents: Document[],
  signal: AbortSignal,
): Promise<string[]> {
  const notes = shelves.index('notes');
  const fresh = documents.filter((document) => !notes.has(document.id));
  for await (const progress of notes.add(fresh, { signal })) tell({ type: 'progress', id, progress });
  await notes.save();
  return documents.filter((document) => !fresh.includes(document)).map(({ id, title }) => title ?? id);
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^leann: /, '');
}
