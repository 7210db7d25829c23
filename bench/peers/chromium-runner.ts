// Measures a library in a Chromium of its own, with a profile that stays on disk when it ends.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { type Served, serve } from '../../cli/static-server.js';
import { chromiumOptions } from '../../tools/chromium/launch.js';
import { computedMs, privateBytes, rendererPids, settledBytes } from '../process-usage.js';
import { folderBytes } from './folder-bytes.js';
import type { Built, Round } from './measure.js';
import type { PageJob } from './page.js';
import type { PeerEntry } from './peers.js';
import { DATASET, MODEL, MODELS, ORT, PACKAGES, PAGE, ROOT, WORK } from './places.js';

const FLAGS = ['--disable-gpu', '--js-flags=--expose-gc'];

/** Folders of a profile in which a site's data are. */
const SITE_DATA = ['IndexedDB', 'File System', 'WebStorage'];

export interface RoundInChromium extends Round {
  /** The site's data on disk, after Chromium has ended. */
  diskBytes: number;
}

/** Runs libraries in pages; one server for all. */
export class ChromiumRunner {
  private constructor(readonly server: Served) {}

  static async start(): Promise<ChromiumRunner> {
    const server = await serve({
      // The same origin the next time: it owns what was saved.
      port: 41_783,
      // Threads are not used; but only isolated pages have a precise clock.
      isolated: true,
      roots: {
        '/': PAGE,
        '/dataset/': DATASET,
        '/models/': MODELS,
        '/ort/': ORT,
        '/core/': `${ROOT}dist/web/core`,
        '/packages/': PACKAGES,
      },
    });
    return new ChromiumRunner(server);
  }

  close(): Promise<void> {
    return this.server.close();
  }

  async build(entry: PeerEntry): Promise<Built> {
    await rm(profileOf(entry), { recursive: true, force: true });
    return await this.#inPage(entry, (page, job) =>
      page.evaluate(
        (job) => (Reflect.get(globalThis, 'pageScript') as typeof import('./page.js')).build(job),
        job,
      ),
    );
  }

  async round(entry: PeerEntry): Promise<RoundInChromium> {
    const round = await this.#inPage(entry, (page, job) =>
      page.evaluate(
        (job) => (Reflect.get(globalThis, 'pageScript') as typeof import('./page.js')).round(job),
        job,
      ),
    );
    const folders = SITE_DATA.map((name) => join(profileOf(entry), 'Default', name));
    const sizes = await Promise.all(folders.map(folderBytes));
    return { ...round, diskBytes: sizes.reduce((sum, size) => sum + size, 0) };
  }

  async #inPage<Result>(
    entry: PeerEntry,
    work: (page: Page, job: PageJob) => Promise<Result>,
  ): Promise<Result> {
    const profile = profileOf(entry);
    const context = await chromium.launchPersistentContext(profile, chromiumOptions(FLAGS));
    try {
      const page = await context.newPage();
      await page.exposeFunction('privateBytes', () => pageBytes(page, profile));
      await page.exposeFunction('computedMs', () => ofRenderers(profile, computedMs));
      page.setDefaultTimeout(0);
      await page.goto(`${this.server.url}/`);
      await page.waitForFunction(() => 'pageScript' in globalThis);
      return await work(page, jobOf(entry));
    } finally {
      await context.close();
    }
  }
}

/** Private bytes of the page's process, its workers included, after garbage collections in all of them. */
async function pageBytes(page: Page, profile: string): Promise<number> {
  const collect = async () => {
    const threads = page.workers().map((worker) => worker.evaluate(() => globalThis.gc?.()));
    await Promise.all([page.evaluate(() => globalThis.gc?.()), ...threads]);
  };
  return await settledBytes(collect, () => ofRenderers(profile, privateBytes));
}

/** The sum over the browser's page processes. */
async function ofRenderers(profile: string, measure: (pid: number) => Promise<number>): Promise<number> {
  const values = await Promise.all((await rendererPids(profile)).map(measure));
  return values.reduce((sum, value) => sum + value, 0);
}

function jobOf({ name }: PeerEntry): PageJob {
  return {
    name,
    dataset: '/dataset/',
    packages: '/packages/',
    paths: {
      models: '/models/',
      model: `/models/${MODEL}/`,
      core: '/core/leann-core.wasm',
      ort: '/ort/',
      transformersOrt: '/packages/onnxruntime-web/dist/',
      worker: '/worker.js',
    },
  };
}

function profileOf({ name, savedBy = name }: PeerEntry): string {
  return `${WORK}chromium/${savedBy.replace(/\W+/g, '-')}`;
}
