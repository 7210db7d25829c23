// Launches Firefox without a window; playwright speaks WebDriver BiDi with it.

import { createRequire } from 'node:module';
import { type Browser, firefox, type LaunchOptions } from 'playwright-core';

/** What about:config has. */
export type Preferences = Record<string, number | boolean | string>;

/** What playwright sends whenever it makes a context, and Firefox does not know yet. */
const UNKNOWN = 'emulation.setMediaFeaturesOverride';

const PREFERENCES: Preferences = {
  // Stand for the person who is asked whether a site may keep its data.
  'dom.storageManager.prompt.testing': true,
  'dom.storageManager.prompt.testing.allow': true,
};

interface Socket {
  send(data: unknown, ...rest: unknown[]): void;
  emit(event: string, ...args: unknown[]): boolean;
}

/** Where Firefox ESR is: the environment variable FIREFOX, else Debian's place. */
export function firefoxPath(): string {
  return process.env.FIREFOX ?? '/usr/bin/firefox-esr';
}

/** Launches Firefox with a profile of its own; the caller closes it. */
export async function launchFirefox(preferences?: Preferences): Promise<Browser> {
  return await firefox.launch(firefoxOptions(preferences));
}

/** For playwright's `launch` and `launchPersistentContext`. */
export function firefoxOptions(preferences: Preferences = {}): LaunchOptions {
  answerUnknown();
  return {
    channel: 'moz-firefox',
    executablePath: firefoxPath(),
    headless: true,
    firefoxUserPrefs: { ...PREFERENCES, ...preferences },
  };
}

let answered = false;

/**
 * Answers the unknown command in the place of Firefox: no test here sets media features, and without an answer no context
 * can be made. It wraps the sockets of playwright, whose version is pinned in package.json.
 */
function answerUnknown(): void {
  if (answered) return;
  answered = true;
  const { ws } = createRequire(import.meta.url)('playwright-core/lib/utilsBundle') as {
    ws: { prototype: Socket };
  };
  const { send } = ws.prototype;
  ws.prototype.send = function (this: Socket, data: unknown, ...rest: unknown[]): void {
    const id = typeof data === 'string' ? unknownCommand(data) : undefined;
    if (id === undefined) {
      send.call(this, data, ...rest);
      return;
    }
    const answer = Buffer.from(JSON.stringify({ type: 'success', id, result: {} }));
    setImmediate(() => this.emit('message', answer, false));
  };
}

/** The number of the command, if it is the unknown one. */
function unknownCommand(message: string): number | undefined {
  if (!message.includes(UNKNOWN)) return undefined;
  const { id, method } = JSON.parse(message) as { id: number; method: string };
  return method === UNKNOWN ? id : undefined;
}
