// A Chromium with the extension loaded unpacked, which notes the extension's requests and the complaints of its parts.

import type { CDPSession, Page, Worker } from 'playwright-core';
import { AnsweringProxy, type ProxyOptions } from '../answering-proxy.js';
import { CrashingBrowser } from './crashing-browser.js';

interface Target {
  targetId: string;
  type: string;
  url: string;
}

/** The parts of an event of the debugging protocol that are used here. */
interface ProtocolEvent {
  method?: string;
  params?: {
    type?: string;
    args?: unknown;
    request?: { url: string };
    entry?: { level: string; text: string };
    exceptionDetails?: unknown;
  };
}

/** A bookmark to make; `folders` are names, outermost first. */
export interface Bookmark {
  title: string;
  url: string;
  folders?: readonly string[];
}

export interface ChromiumOptions extends Partial<Omit<ProxyOptions, 'browsersOwn'>> {
  /** Writes into the profile's folder before the browser starts. */
  prepare?: (profile: string) => Promise<void>;
}

const DOMAINS = ['Runtime', 'Log', 'Network'];

/** Hosts that the browser itself calls, whatever the flags say. */
const BROWSERS_OWN = /^(https?:\/\/)?([\w-]+\.)*(google\.com|googleapis\.com|gvt1\.com|duckduckgo\.com)\b/;

const POLL_MS = 50;
const PATIENCE_MS = 30_000;

/** A profile with its browser, which can be killed and started again. */
export class ExtensionBrowser {
  /** Errors and warnings in pages, offscreen document, service worker and workers of the extension. */
  readonly problems: string[] = [];
  /** Kinds of events that were heard. */
  readonly heard = new Set<string>();
  /** URLs that the extension or pages asked for; not those that the browser asks for itself. */
  readonly requests: string[];
  readonly #browser: CrashingBrowser;
  readonly #proxy: AnsweringProxy;
  readonly #pages = new Set<Page>();
  #protocol: CDPSession | undefined;
  #id = '';

  private constructor(browser: CrashingBrowser, proxy: AnsweringProxy) {
    this.#browser = browser;
    this.#proxy = proxy;
    this.requests = proxy.requests;
  }

  /** @param folder of the unpacked extension. Without options there is nothing that the browser could load. */
  static async start(
    folder: string,
    { answer = () => undefined, secure = false, prepare = async () => {} }: ChromiumOptions = {},
  ): Promise<ExtensionBrowser> {
    const proxy = await AnsweringProxy.start({ browsersOwn: BROWSERS_OWN, answer, secure });
    const browser = new CrashingBrowser([
      `--disable-extensions-except=${folder}`,
      `--load-extension=${folder}`,
      `--proxy-server=http://127.0.0.1:${proxy.port}`,
      '--proxy-bypass-list=<-loopback>',
      ...(secure ? ['--ignore-certificate-errors'] : []),
      'about:blank',
    ]);
    const made = new ExtensionBrowser(browser, proxy);
    await prepare(browser.profile);
    await made.launch();
    return made;
  }

  /** Starts the browser, with the profile as it is. */
  async launch(): Promise<void> {
    this.#pages.clear();
    await this.#browser.launch();
    this.#protocol = await this.#browser.protocol();
    await this.#watch(this.#protocol);
    const worker = await this.target((target) => target.type === 'service_worker');
    this.#id = new URL(worker.url).host;
  }

  /** The URL of a page of the extension. */
  url(page: string): string {
    return `chrome-extension://${this.#id}/${page}`;
  }

  async open(page: string): Promise<Page> {
    const opened = await this.#browser.newPage();
    this.#pages.add(opened);
    await opened.goto(this.url(page));
    return opened;
  }

  /** Closes those that {@link ExtensionBrowser.open} has opened, also what a test that failed has left open. */
  async closePages(): Promise<void> {
    for (const page of this.#pages) await page.close();
    this.#pages.clear();
  }

  /** URLs of all tabs. */
  async tabs(): Promise<string[]> {
    return (await this.targets()).filter(({ type }) => type === 'page').map(({ url }) => url);
  }

  /** The service worker, which an open page of the extension has started. */
  serviceWorker(): Worker {
    const worker = this.#browser.serviceWorkers().at(-1);
    if (worker === undefined) throw new Error('no service worker is running');
    return worker;
  }

  async targets(): Promise<Target[]> {
    const { targetInfos } = await this.#running.send('Target.getTargets');
    return targetInfos;
  }

  /** The first of that kind, as soon as there is one. */
  async target(is: (target: Target) => boolean): Promise<Target> {
    for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
      const found = (await this.targets()).find(is);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error('no such part of the extension was started');
  }

  /** Ends the service worker as the browser does when it is idle. `page` is one of the extension. */
  async killServiceWorker(page: Page): Promise<void> {
    const session = await page.context().newCDPSession(page);
    const stopped = inTime<void>((resolve) => {
      session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
        if (versions.some(({ runningStatus }) => runningStatus === 'stopped')) resolve();
      });
    });
    await session.send('ServiceWorker.enable');
    await session.send('ServiceWorker.stopAllWorkers');
    await stopped;
    await session.detach();
  }

  /** Ends the offscreen document, and the worker in it. */
  async killEngine(): Promise<void> {
    const { targetId } = await this.target(({ url }) => url.endsWith('/engine.html'));
    const destroyed = inTime<void>((resolve) => {
      this.#running.on('Target.targetDestroyed', (event) => {
        if (event.targetId === targetId) resolve();
      });
    });
    await this.#running.send('Target.closeTarget', { targetId });
    await destroyed;
  }

  /** SIGKILL to the whole browser. */
  crash(): Promise<void> {
    return this.#browser.kill();
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#proxy.close();
  }

  get #running(): CDPSession {
    if (this.#protocol === undefined) throw new Error('the browser is not running');
    return this.#protocol;
  }

  /** Listens to every part of the extension from when it starts. */
  async #watch(protocol: CDPSession): Promise<void> {
    const watched = new Set<string>();
    const send = (sessionId: string, id: number, method: string) =>
      protocol.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
    const attach = async ({ targetId, type, url }: Target) => {
      if (watched.has(targetId) || !(type === 'worker' || url.startsWith('chrome-extension://'))) return;
      watched.add(targetId);
      const { sessionId } = await protocol.send('Target.attachToTarget', { targetId, flatten: false });
      for (const [id, domain] of DOMAINS.entries()) await send(sessionId, id, `${domain}.enable`);
    };
    // A part may be gone before one is attached to it.
    const tryAttach = (target: Target) => void attach(target).catch(() => undefined);
    protocol.on('Target.targetCreated', ({ targetInfo }) => tryAttach(targetInfo));
    protocol.on('Target.targetInfoChanged', ({ targetInfo }) => tryAttach(targetInfo));
    protocol.on('Target.receivedMessageFromTarget', ({ message }) => this.#hear(JSON.parse(message)));
    await protocol.send('Target.setDiscoverTargets', { discover: true });
  }

  #hear({ method, params }: ProtocolEvent): void {
    this.heard.add(method ?? '');
    if (method === 'Network.requestWillBeSent') {
      const url = params?.request?.url ?? '';
      if (!/^(chrome|chrome-extension|blob|data):/.test(url)) this.requests.push(url);
    } else if (method === 'Log.entryAdded' && params?.entry !== undefined) {
      if (params.entry.level !== 'info' && params.entry.level !== 'verbose')
        this.problems.push(params.entry.text);
    } else if (method === 'Runtime.exceptionThrown') {
      this.problems.push(JSON.stringify(params?.exceptionDetails));
    } else if (method === 'Runtime.consoleAPICalled' && /error|warning|assert/.test(params?.type ?? '')) {
      this.problems.push(JSON.stringify(params?.args));
    }
  }
}

/**
 * Makes bookmarks through the browser's own interface, from a page of the extension: folders one after another, and then all that is
 * in them at once, so that the extension has them all before it is done with the first.
 */
export async function createBookmarks(page: Page, bookmarks: readonly Bookmark[]): Promise<void> {
  await page.evaluate(async (all) => {
    const made = new Map<string, string>();
    const inFolders: { parentId: string; title: string; url: string }[] = [];
    for (const { title, url, folders = [] } of all) {
      let parentId = '1';
      let path = '';
      for (const name of folders) {
        path += `/${name}`;
        parentId = made.get(path) ?? (await chrome.bookmarks.create({ parentId, title: name })).id;
        made.set(path, parentId);
      }
      inFolders.push({ parentId, title, url });
    }
    await Promise.all(inFolders.map((bookmark) => chrome.bookmarks.create(bookmark)));
  }, bookmarks);
}

function inTime<Result>(start: (resolve: (result: Result) => void) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('it did not end')), PATIENCE_MS);
    start((result) => {
      clearTimeout(timer);
      resolve(result);
    });
  });
}
