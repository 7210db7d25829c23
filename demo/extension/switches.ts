// What is found beside bookmarks, and whether open pages are read: each switch has a permission of the browser's, which is asked
// for when it is turned on, and given back when it is turned off.

import { find } from '../shared/element.js';
import { reasonOf } from '../shared/format.js';
import type { Client } from './client.js';
import type { Settings } from './state.js';

type Permission = 'history' | 'tabs' | 'scripting';
type Switch = 'history' | 'tabs' | 'openPages';

const PARTS: readonly { selector: string; setting: Switch; permission: Permission }[] = [
  { selector: '.with-history', setting: 'history', permission: 'history' },
  { selector: '.with-tabs', setting: 'tabs', permission: 'tabs' },
  { selector: '.with-open', setting: 'openPages', permission: 'scripting' },
];

export class Switches {
  readonly #boxes = new Map<Switch, HTMLInputElement>();
  readonly #days: HTMLSelectElement;
  readonly #client: Client;
  readonly #state: HTMLElement;

  constructor(root: ParentNode, client: Client) {
    this.#client = client;
    this.#days = find(root, '.days', HTMLSelectElement);
    this.#state = find(root, '.beside-state', HTMLElement);
    this.#days.addEventListener('change', () => this.#set({ days: Number(this.#days.value) }));
    for (const { selector, setting, permission } of PARTS) {
      const box = find(root, selector, HTMLInputElement);
      this.#boxes.set(setting, box);
      box.addEventListener('change', () => void this.#turn(setting, permission, box));
    }
  }

  show(settings: Settings): void {
    for (const [setting, box] of this.#boxes) box.checked = settings[setting];
    this.#days.value = String(settings.days);
    this.#days.disabled = !settings.history;
  }

  async #turn(setting: Switch, permission: Permission, box: HTMLInputElement): Promise<void> {
    const on = box.checked;
    this.#state.textContent = '';
    try {
      // At once: the browser asks only while it handles a click.
      if (on && !(await chrome.permissions.request({ permissions: [permission] }))) {
        box.checked = false;
        this.#state.textContent = 'It was not allowed.';
        return;
      }
      this.#set({ [setting]: on });
      if (!on) await takeBack([permission]);
    } catch (error) {
      box.checked = !on;
      this.#state.textContent = `It could not be switched: ${reasonOf(error)}`;
    }
  }

  #set(settings: Partial<Settings>): void {
    this.#client.tell({ type: 'set', settings });
  }
}

/** Gives back those that were given; those of the manifest stay. */
export async function takeBack(names: readonly Permission[]): Promise<void> {
  const { permissions: fixed = [] } = chrome.runtime.getManifest();
  const given = names.filter((name) => !fixed.includes(name));
  if (given.length > 0) await chrome.permissions.remove({ permissions: [...given] });
}
