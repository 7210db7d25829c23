// A session of classic WebDriver with WebKitGTK's MiniBrowser: a driver process, and commands to it.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineOptions } from './engine.js';

const DRIVER = 'WebKitWebDriver';
const STARTED_WITHIN_MS = 20_000;
/** A command takes milliseconds; one that is never answered must not outlive the test that sent it. */
const ANSWERED_WITHIN_MS = 60_000;
const FEATURES = 'StorageAPI,StorageAPIEstimate';

interface Started {
  sessionId: string;
  capabilities: { browserVersion: string };
}

/** The MiniBrowser of WebKitGTK, which is in a folder of its architecture and version; undefined if there is none. */
export function miniBrowser(): string | undefined {
  const libraries = foldersIn('/usr/lib').flatMap(foldersIn);
  return libraries
    .filter((path) => /\/webkit2gtk-[^/]*$/.test(path))
    .map((path) => join(path, 'MiniBrowser'))
    .find((path) => existsSync(path));
}

function foldersIn(path: string): string[] {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
}

export class WebDriver {
  readonly #process: ChildProcess;
  readonly #base: string;
  #session = '';
  version = '';

  private constructor(process: ChildProcess, base: string) {
    this.#process = process;
    this.#base = base;
  }

  /**
   * Starts a driver, and a browser on that X display. WebKit takes its language from the environment. A browser hangs at its start now and
   * then: another one is started then, once.
   */
  static async start(display: string, options: EngineOptions): Promise<WebDriver> {
    try {
      return await WebDriver.#startOnce(display, options);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== 'TimeoutError') throw error;
      return await WebDriver.#startOnce(display, options);
    }
  }

  static async #startOnce(display: string, { colorScheme, language }: EngineOptions): Promise<WebDriver> {
    const port = await freePort();
    const env = { ...process.env, DISPLAY: display, LANG: `${language ?? 'en_US'}.UTF-8`, GTK_A11Y: 'none' };
    const child = spawn(DRIVER, [`--port=${port}`], { env, stdio: 'ignore' });
    const driver = new WebDriver(child, `http://127.0.0.1:${port}`);
    try {
      await driver.#begin(colorScheme === 'dark' ? ['--dark-mode'] : []);
    } catch (error) {
      child.kill();
      throw error;
    }
    return driver;
  }

  /** Sends a command of the session; rejects with the driver's error. */
  async send<Result>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Result> {
    return await this.#request<Result>(method, `/session/${this.#session}${path}`, body);
  }

  /** Ends the browser and the driver. */
  async stop(): Promise<void> {
    await this.send('DELETE', '').catch(() => undefined);
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await ended;
  }

  async #begin(flags: readonly string[]): Promise<void> {
    await this.#listening();
    const args = ['--automation', `--features=${FEATURES}`, ...flags];
    const options = { binary: miniBrowser(), args };
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
    const started = await this.#request<Started>('POST', '/session', { capabilities }, STARTED_WITHIN_MS);
    this.#session = started.sessionId;
    this.version = started.capabilities.browserVersion;
  }

  async #listening(): Promise<void> {
    const end = Date.now() + STARTED_WITHIN_MS;
    for (;;) {
      const up = await fetch(`${this.#base}/status`).catch(() => undefined);
      if (up?.ok) return;
      if (Date.now() > end) throw new Error(`${DRIVER} does not listen`);
      await sleep(50);
    }
  }

  async #request<Result>(
    method: string,
    path: string,
    body?: object,
    withinMs = ANSWERED_WITHIN_MS,
  ): Promise<Result> {
    const response = await fetch(this.#base + path, {
      method,
      signal: AbortSignal.timeout(withinMs),
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: Result & { error?: string; message?: string } };
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
