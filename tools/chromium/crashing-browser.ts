// A Chromium that can be killed as a power cut would, and started again with the profile that it left.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type CDPSession, chromium, type Page, type Worker } from 'playwright-core';
import { chromiumOptions } from './launch.js';

/** A profile that a kill left is mended first, which takes a while on a busy machine. */
const START_MS = 60_000;
/** Chromium that accepts a connection and then says nothing was seen once in some hundred starts. */
const STARTS = 2;

/** Runs from {@link CrashingBrowser.launch} to {@link CrashingBrowser.kill}, as often as wanted; the caller closes it. */
export class CrashingBrowser {
  /** The folder of its profile, which is there until {@link CrashingBrowser.close}. */
  readonly profile = mkdtempSync(join(tmpdir(), 'leann-profile-'));
  readonly #flags: readonly string[];
  #running: { process: ChildProcess; browser: Browser } | undefined;

  /** @param flags of the command line, beside the usual ones. */
  constructor(flags: readonly string[] = []) {
    this.#flags = flags;
  }

  /** Starts it with the profile as it is. */
  async launch(): Promise<void> {
    for (let start = 1; this.#running === undefined; start++) {
      await this.#start().catch((error: unknown) => {
        if (start === STARTS) throw error;
      });
    }
  }

  async #start(): Promise<void> {
    const { executablePath, args } = chromiumOptions();
    const own = ['--remote-debugging-port=0', `--user-data-dir=${this.profile}`];
    // A process group of its own, so that no helper process of the browser is left.
    const child = spawn(executablePath, [...args, ...this.#flags, ...own], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      const address = await debuggerAddress(child);
      const browser = await chromium.connectOverCDP(address, { timeout: START_MS });
      this.#running = { process: child, browser };
    } catch (error) {
      // Whoever waits for the test's process would wait for it, too.
      if (child.exitCode === null && child.signalCode === null) killGroup(child);
      throw error;
    }
  }

  async newPage(): Promise<Page> {
    const browser = this.#browser;
    return (browser.contexts()[0] ?? (await browser.newContext())).newPage();
  }

  /** Service workers that are running. */
  serviceWorkers(): Worker[] {
    return this.#browser.contexts().flatMap((context) => context.serviceWorkers());
  }

  /** The debugging protocol of the browser as a whole. */
  protocol(): Promise<CDPSession> {
    return this.#browser.newBrowserCDPSession();
  }

  /** SIGKILL to all its processes at once; nothing happens if it is not running. */
  async kill(): Promise<void> {
    if (this.#running === undefined) return;
    const { process: child, browser } = this.#running;
    this.#running = undefined;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    killGroup(child);
    await ended;
    await browser.close().catch(() => undefined);
  }

  /** Kills it and deletes its profile. */
  async close(): Promise<void> {
    await this.kill();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  get #browser(): Browser {
    if (this.#running === undefined) throw new Error('the browser is not running');
    return this.#running.browser;
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
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
