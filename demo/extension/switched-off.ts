// Which switches are to be off because the browser has taken back what they need.

import type { Given } from './browser-tree.js';
import type { Settings } from './state.js';

const SWITCHES = ['history', 'tabs', 'openPages'] as const;

/**
 * Those to turn off, after a reading that began with the settings `before` and found these permissions. None if the settings have changed
 * meanwhile: a permission may have been given after the reading had looked, and the change has all read again.
 */
export function switchedOff(settings: Settings, before: Settings, given: Given): (typeof SWITCHES)[number][] {
  return settings === before ? SWITCHES.filter((name) => settings[name] && !given[name]) : [];
}
