// The root service of a worker: loads models and opens indexes for the page.

import { LeannError } from '../base/error.js';
import type { LocalOptions } from '../change/local-index.js';
import type { Core } from '../core/core.js';
import type { Embedder } from '../embed/embedder.js';
import type { Model } from '../embed/onnx-model.js';
import { HostedIndex } from '../hosted/hosted-index.js';
import type { OpenOptions } from '../interface/open-options.js';
import type { Endpoint, Remote } from './endpoint.js';
import { indexService, type ServedIndex } from './index-service.js';
import { type Reference, Transferred } from './message.js';
import { pageEmbedder, pageStore } from './page-services.js';
import { endpointOver } from './port-line.js';
import type {
  IndexService,
  IndexWatch,
  ModelFacts,
  ModelService,
  RootService,
  WireOpenOptions,
} from './services.js';

/** The service that a worker has from the start. */
export function rootService(endpoint: Endpoint): RootService {
  /** Loaded models, by the number of their service. */
  const models = new Map<number, Model>();
  /** Indexes share the core, unless they bring its bytes. */
  const cores = new Map<string, Promise<Core>>();
  /** Other lines, which are kept: what nothing holds may be collected, whoever is at its other end. */
  const lines: Endpoint[] = [];

  /** Lets the page use an index, after telling its watch. */
  const serve = (index: ServedIndex, watch: Remote<IndexWatch>): Reference<IndexService> => {
    watch.tell('info', index.info());
    const reference = endpoint.offer(
      indexService(endpoint, index, watch, () => endpoint.withdraw(reference)),
    );
    return reference;
  };

  return {
    start: ({ lock }) => (lock === undefined ? undefined : hold(lock)),

    line: () => {
      const { port1, port2 } = new MessageChannel();
      const line = endpointOver(port1);
      line.offer(rootService(line));
      lines.push(line);
      return new Transferred(port2, [port2]);
    },

    loadModel: async ({ folder, options, photos, watch, workers }, signal) => {
      const told = endpoint.remote(watch);
      const started = endpoint.remote(workers);
      // A file of its own: a search that needs no model does not wait for it.
      const { PhotoModel } = photos ? await import('../photo/photo-model.js') : {};
      const Loaded = PhotoModel ?? (await import('../embed/onnx-model.js')).OnnxModel;
      const model: Model = await Loaded.load(folder, {
        ...options,
        startCopy: async (state, ended) => {
          // A file of its own: most workers need none, or not yet.
          const { copiesIn } = await import('./encoder-copies.js');
          const start = (ending: AbortSignal) => started.stream('start', undefined, { signal: ending });
          return await copiesIn(start)(state, ended);
        },
        signal,
        onProgress: (progress) => told.tell('progress', progress),
        onDevice: (device, reason) => told.tell('device', { device, reason }),
      });
      const reference = endpoint.offer(
        modelService(model, () => {
          models.delete(reference.number);
          endpoint.withdraw(reference);
        }),
      );
      models.set(reference.number, model);
      return { model: reference, facts: factsOf(model) };
    },

    openIndex: async ({ name, settings, embedder, store, watch, file }, signal) => {
      const told = endpoint.remote(watch);
      const { LocalIndex } = await import('../change/writing.js');
      const options: LocalOptions = {
        ...settings,
        embedder: embedderOf(endpoint, models, embedder),
        ...storeOf(endpoint, store),
        core: await coreFrom(cores, settings.wasm),
        onNewer: (generation) => told.tell('newer', generation),
        onNotice: (notice) => told.tell('notice', notice),
        onIdleChange: () => told.tell('info', index.info()),
      };
      const index =
        file === undefined
          ? await LocalIndex.open(name, options)
          : await LocalIndex.import(name, file.source, {
              ...options,
              signal,
              ...(file.sha256 !== undefined && { sha256: file.sha256 }),
            });
      return serve(index, told);
    },

    openHosted: async ({ settings, embedder, watch, publication, nodes: source }) => {
      const options = { ...settings, embedder: embedderOf(endpoint, models, embedder) };
      const nodes = source && endpoint.remote(source).call('read', undefined);
      // Opening may fail before anybody waits for them.
      nodes?.catch(() => undefined);
      return serve(await HostedIndex.open({ ...publication, nodes }, options), endpoint.remote(watch));
    },

    copyEncoder: async (source) => {
      const { serveCopy } = await import('./encoder-copies.js');
      return await serveCopy(endpoint, source);
    },
  };
}

/** Resolves when this worker has the lock, which it keeps until it ends. */
function hold(lock: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const held = () => {
      resolve();
      return new Promise<never>(() => undefined);
    };
    navigator.locks.request(lock, held).catch(reject);
  });
}

function modelService(model: Model, closed: () => void): ModelService {
  return {
    embed: async ({ texts, kind }, signal) => {
      const vectors = await model.embed(texts, { kind, signal });
      return new Transferred(
        vectors,
        vectors.map(({ buffer }) => buffer as ArrayBuffer),
      );
    },
    // Nobody asks a model of texts.
    pictureOf: async (image, signal) => (await model.pictureOf?.(image, signal)) ?? '',
    close: async () => {
      await model.close();
      closed();
    },
  };
}

function factsOf(model: Model): ModelFacts {
  const { dimension, fingerprint, device, runtime, fallbackReason, dtype, batchSize, maxTokens, photos } =
    model;
  return { dimension, fingerprint, device, runtime, fallbackReason, dtype, batchSize, maxTokens, photos };
}

/** A model of this worker, or an embedder of the page. */
function embedderOf(
  endpoint: Endpoint,
  models: ReadonlyMap<number, Model>,
  embedder: WireOpenOptions['embedder'],
): Embedder {
  if ('page' in embedder) return pageEmbedder(endpoint.remote(embedder.page), embedder.facts);
  const model = models.get(embedder.number);
  if (model !== undefined) return model;
  throw new LeannError('closed', 'leann: cannot open index: its embedder is closed');
}

/** The option `store` of opening. */
function storeOf(endpoint: Endpoint, store: WireOpenOptions['store']): Pick<OpenOptions, 'store'> {
  if (store === 'default') return {};
  return { store: store === 'indexeddb' ? store : pageStore(endpoint.remote(store.page), store.journal) };
}

function coreFrom(
  cores: Map<string, Promise<Core>>,
  wasm: WireOpenOptions['settings']['wasm'],
): Promise<Core> {
  if (wasm !== undefined && typeof wasm !== 'string') return loadCore(wasm);
  const key = wasm ?? '';
  const core = cores.get(key) ?? loadCore(wasm);
  cores.set(key, core);
  // If loading fails, the next call tries again.
  core.catch(() => cores.delete(key));
  return core;
}

async function loadCore(wasm: WireOpenOptions['settings']['wasm']): Promise<Core> {
  const { Core } = await import('../change/writing.js');
  return await Core.load(wasm);
}
