// Launches Chromium without a window, for tests, benchmarks and screenshots.

import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

/** WebGPU without a graphics card, computed by the processor: right, but very slow. */
export const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/**
 * What Chromium does without here. It takes the last list of this kind alone, so what playwright leaves out stands here too.
 * The popups of the address bar are pages of their own, and took nearly half of the processor time of a start.
 */
const WITHOUT = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'DisableLoadExtensionCommandLineSwitch',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxPopup',
];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${WITHOUT.join()}`,
];

/** For playwright's `launch` and `launchPersistentContext`. */
export interface ChromiumOptions extends LaunchOptions {
  executablePath: string;
  args: string[];
}

/**
 * Options that launch the Chromium of the environment variable CHROMIUM, else /usr/bin/chromium. `flags` take the place of
 * `--disable-gpu`.
 */
export function chromiumOptions(flags: readonly string[] = ['--disable-gpu']): ChromiumOptions {
  return { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...flags] };
}

/** Launches Chromium with a profile in memory; the caller closes it. */
export async function launchChromium(flags?: readonly string[]): Promise<Browser> {
  return await chromium.launch(chromiumOptions(flags));
}
