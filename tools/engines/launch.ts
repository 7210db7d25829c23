// Launches the engine of a name, or says why it cannot be.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromiumOptions, launchChromium } from '../chromium/launch.js';
import { ENGINES, type Engine, type EngineName, type EngineOptions } from './engine.js';
import { firefoxPath, launchFirefox, type Preferences } from './firefox.js';
import { PlaywrightEngine } from './playwright-engine.js';
import { miniBrowser } from './webdriver.js';
import { WebKitEngine } from './webkit.js';

/** The engine of that name; undefined if there is none. */
export function engineNamed(name: string | undefined): EngineName | undefined {
  return ENGINES.find((each) => each === name);
}

/** Why the engine cannot be launched on this machine; undefined if it can. */
export function missingFor(name: EngineName): string | undefined {
  if (name === 'chromium') return missingFile(chromiumOptions().executablePath);
  if (name === 'firefox') return missingFile(firefoxPath());
  const lacking = ['WebKitWebDriver', 'Xvfb'].find((command) => !onPath(command));
  if (lacking !== undefined) return `${lacking} is not installed`;
  return miniBrowser() === undefined ? 'MiniBrowser of WebKitGTK is not installed' : undefined;
}

/** Launches it; the caller closes it. */
export async function launchEngine(name: EngineName, options: EngineOptions = {}): Promise<Engine> {
  if (name === 'webkit') return await WebKitEngine.launch(options);
  const browser = await (name === 'firefox' ? launchFirefox(preferencesOf(options)) : launchChromium());
  return new PlaywrightEngine(name, browser, options);
}

/** Firefox is told by preferences what playwright tells Chromium by commands. */
function preferencesOf({ colorScheme, language, preferences }: EngineOptions): Preferences {
  return {
    ...(colorScheme === 'dark' && { 'layout.css.prefers-color-scheme.content-override': 0 }),
    ...(language !== undefined && { 'intl.accept_languages': language }),
    ...preferences,
  };
}

function missingFile(path: string): string | undefined {
  return existsSync(path) ? undefined : `${path} is not there`;
}

function onPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}
