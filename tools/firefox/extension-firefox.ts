// A Firefox without a window that has the extension installed, notes what it asks the network for, and can end its event page.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnsweringProxy, type ProxyOptions } from '../answering-proxy.js';
import { firefoxPath } from '../engines/firefox.js';
import { BidiConnection } from './bidi.js';
import { BidiPage } from './bidi-page.js';

/** Fixed, so that the addresses of the extension's pages are known. */
const UUID = '5ca1ab1e-0000-4000-8000-00000000b00c';

const START_MS = 60_000;

/** Hosts that Firefox itself calls. */
const BROWSERS_OWN =
  /(^|[/.])(mozilla\.(com|org|net)|firefox\.com|mozgcp\.net|mozaws\.net|googleapis\.com)([:/]|$)/;

export type FirefoxOptions = Partial<Pick<ProxyOptions, 'answer'>>;

export class ExtensionFirefox {
  /** Errors and warnings that the extension's pages logged. */
  readonly problems: string[] = [];
  readonly id: string;
  readonly #profile = mkdtempSync(join(tmpdir(), 'leann-firefox-'));
  #proxy: AnsweringProxy | undefined;
  #process: ChildProcess | undefined;
  #bidi: BidiConnection | undefined;

  private constructor(id: string) {
    this.id = id;
  }

  /** @param folder of the unpacked extension, or its archive. */
  static async start(folder: string, options: FirefoxOptions = {}): Promise<ExtensionFirefox> {
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    const firefox = new ExtensionFirefox(manifest.browser_specific_settings.gecko.id);
    try {
      await firefox.#launch(options);
      await firefox.#running.send('webExtension.install', { extensionData: { type: 'path', path: folder } });
    } catch (error) {
      await firefox.close();
      throw error;
    }
    return firefox;
  }

  /** URLs that the extension or pages asked for; not those that the browser asks for itself. */
  get requests(): readonly string[] {
    return this.#proxy?.requests ?? [];
  }

  /** The URL of a page of the extension. */
  url(page: string): string {
    return `moz-extension://${UUID}/${page}`;
  }

  /** @param page of the extension, or any URL. */
  async open(page: string): Promise<BidiPage> {
    const { context } = await this.#running.send<{ context: string }>('browsingContext.create', {
      type: 'tab',
    });
    const opened = new BidiPage(this.#running, context);
    await opened.goto(URL.canParse(page) ? page : this.url(page));
    return opened;
  }

  /** URLs of all tabs. */
  async tabs(): Promise<string[]> {
    const { contexts } = await this.#running.send<{ contexts: { url: string }[] }>('browsingContext.getTree');
    return contexts.map(({ url }) => url);
  }

  /** Calls a function in Firefox's own window, where everything is allowed. */
  async inBrowser<Argument, Result>(
    work: (argument: Argument) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>> {
    const { contexts } = await this.#running.send<{ contexts: { context: string }[] }>(
      'browsingContext.getTree',
      { 'moz:scope': 'chrome' },
    );
    return new BidiPage(this.#running, contexts[0]?.context ?? '').evaluate(work, argument);
  }

  /** Ends the event page as Firefox does when it is idle; it starts again with the next event. */
  async endEventPage(): Promise<void> {
    await this.inBrowser(async (id) => {
      const { extension } = WebExtensionPolicy.getByID(id) ?? {};
      await extension?.terminateBackground({ disableResetIdleForTest: true });
    }, this.id);
  }

  /** `running`, `stopped`, or on the way from one to the other. */
  async eventPageState(): Promise<string> {
    return this.inBrowser((id) => WebExtensionPolicy.getByID(id)?.extension.backgroundState ?? '', this.id);
  }

  async close(): Promise<void> {
    this.#bidi?.close();
    await this.#end();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
    await this.#proxy?.close();
  }

  get #running(): BidiConnection {
    if (this.#bidi === undefined) throw new Error('Firefox is not running');
    return this.#bidi;
  }

  async #launch({ answer = () => undefined }: FirefoxOptions): Promise<void> {
    this.#proxy = await AnsweringProxy.start({ browsersOwn: BROWSERS_OWN, answer });
    await writeFile(join(this.#profile, 'user.js'), preferences(this.id, this.#proxy.port));
    const child = spawn(
      firefoxPath(),
      [
        '--headless',
        '--no-remote',
        '--profile',
        this.#profile,
        '--remote-debugging-port=0',
        '--remote-allow-system-access',
      ],
      { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#process = child;
    this.#bidi = await BidiConnection.connect(`${await address(child)}/session`);
    await this.#bidi.send('session.new', { capabilities: {} });
    this.#bidi.events.on('log.entryAdded', (entry: { level: string; text: string | null }) => {
      if (/warn|error/.test(entry.level)) this.problems.push(entry.text ?? '');
    });
    await this.#bidi.send('session.subscribe', { events: ['log.entryAdded'] });
  }

  async #end(): Promise<void> {
    const child = this.#process;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
}

/** What is used of Firefox's own interface. */
declare const WebExtensionPolicy: {
  getByID(id: string):
    | {
        extension: {
          backgroundState: string;
          terminateBackground(options: { disableResetIdleForTest: boolean }): Promise<void>;
        };
      }
    | undefined;
};

function preferences(id: string, port: number): string {
  const all = {
    'extensions.webextensions.uuids': JSON.stringify({ [id]: UUID }),
    // Stands for the person who is asked for a permission.
    'extensions.webextOptionalPermissionPrompts': false,
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': port,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': port,
    'network.proxy.no_proxies_on': '',
    'network.proxy.allow_hijacking_localhost': true,
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
  };
  const lines = Object.entries(all).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  return lines.join('\n');
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`Firefox did not start: ${said}`)), START_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
  });
}
