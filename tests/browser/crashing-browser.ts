// A Chromium with a profile of its own that can be killed as a power cut would.

import { type ChildProcess, spawn } from 'node:child_process';
import { type Browser, type CDPSession, chromium, type Page, type Worker } from 'playwright-core';
import { chromiumOptions } from './chromium.js';

const START_MS = 30_000;

/** Started by {@link CrashingBrowser.start}; ends only by {@link CrashingBrowser.kill}. */
export class CrashingBrowser {
  readonly #process: ChildProcess;
  readonly #browser: Browser;

  private constructor(process: ChildProcess, browser: Browser) {
    this.#process = process;
    this.#browser = browser;
  }

  /** @param flags of the command line, beside those of all tests. */
  static async start(profile: string, flags: readonly string[] = []): Promise<CrashingBrowser> {
    // A process group of its own, so that no helper process of the browser is left.
    const { executablePath = '', args = [] } = chromiumOptions();
    const child = spawn(
      executablePath,
      [...args, ...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`],
      {
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    return new CrashingBrowser(child, await chromium.connectOverCDP(await debuggerAddress(child)));
  }

  async newPage(): Promise<Page> {
    return (this.#browser.contexts()[0] ?? (await this.#browser.newContext())).newPage();
  }

  /** Service workers that are running. */
  serviceWorkers(): Worker[] {
    return this.#browser.contexts().flatMap((context) => context.serviceWorkers());
  }

  /** The debugging protocol of the browser as a whole. */
  protocol(): Promise<CDPSession> {
    return this.#browser.newBrowserCDPSession();
  }

  /** SIGKILL to all its processes at once. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.pid !== undefined) process.kill(-this.#process.pid, 'SIGKILL');
    await ended;
    await this.#browser.close().catch(() => undefined);
  }
}

function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`Chromium did not start: ${said}`)), START_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}
