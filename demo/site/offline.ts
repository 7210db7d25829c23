// Use without a network: the page's service worker, and what is said of the network.

import { find } from '../shared/element.js';

/** The worker is not waited for longer: the page works without it too. */
const PATIENCE_MS = 5000;

/**
 * Starts the service worker and waits until the page's requests go through it, so that everything is kept as it
 * arrives. Whether they do: private windows and plain http have none.
 */
export async function startServiceWorker(script: URL): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false;
  const { serviceWorker } = navigator;
  try {
    await serviceWorker.register(script, { updateViaCache: 'none' });
  } catch {
    // Without a network, one that is there answers all the same.
    return serviceWorker.controller !== null;
  }
  if (serviceWorker.controller !== null) return true;
  return new Promise((resolve) => {
    serviceWorker.addEventListener('controllerchange', () => resolve(true), { once: true });
    setTimeout(() => resolve(serviceWorker.controller !== null), PATIENCE_MS);
  });
}

/** Says whether there is a network, and whether the page could do without. */
export function watchNetwork(keeps: boolean): void {
  const place = find(document, '.state-network', HTMLElement);
  const show = () => {
    place.classList.toggle('offline', !navigator.onLine);
    place.textContent = navigator.onLine
      ? keeps
        ? 'Works offline from now on'
        : 'Needs the network'
      : 'Offline: what was loaded can be searched';
  };
  addEventListener('online', show);
  addEventListener('offline', show);
  show();
}
