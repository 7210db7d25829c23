// A Firefox that can be killed as a power cut would, and started again with the profile that it left.

import { mkdtempSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, firefox, type Page } from 'playwright-core';
import { firefoxOptions, firefoxPath } from './firefox.js';

/** Runs from {@link CrashingFirefox.launch} to {@link CrashingFirefox.kill}, as often as wanted; the caller closes it. */
export class CrashingFirefox {
  readonly #folder = mkdtempSync(join(tmpdir(), 'leann-firefox-'));
  #running: { context: BrowserContext; group: number } | undefined;

  /** Starts it with the profile as it is. */
  async launch(): Promise<void> {
    const profile = join(this.#folder, 'profile');
    await mkdir(profile, { recursive: true });
    const started = join(this.#folder, 'started');
    const options = { ...firefoxOptions(), executablePath: await this.#program(started) };
    const context = await firefox.launchPersistentContext(profile, options);
    this.#running = { context, group: Number(await readFile(started, 'utf8')) };
  }

  async newPage(): Promise<Page> {
    if (this.#running === undefined) throw new Error('the browser is not running');
    return await this.#running.context.newPage();
  }

  /** SIGKILL to all its processes at once; nothing happens if it is not running. */
  async kill(): Promise<void> {
    if (this.#running === undefined) return;
    const { context, group } = this.#running;
    this.#running = undefined;
    const ended = new Promise((resolve) => context.once('close', resolve));
    process.kill(-group, 'SIGKILL');
    await ended;
  }

  /** Kills it and deletes its profile. */
  async close(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Firefox, which notes the number of its process first: playwright starts it in a group of its own and tells nobody. */
  async #program(started: string): Promise<string> {
    const path = join(this.#folder, 'firefox');
    const script = `#!/bin/sh\nprintf %s "$$" > '${started}'\nexec '${firefoxPath()}' "$@"\n`;
    await writeFile(path, script, { mode: 0o755 });
    return path;
  }
}
