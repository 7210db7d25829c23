// The event page of Firefox, which has no offscreen documents: the engine is in the page itself.

import { browserTree } from './browser-tree.js';
import { Engine } from './engine.js';
import { localPorts } from './local-port.js';
import { ENGINE } from './protocol.js';
import { readTab } from './read-tab.js';
import { settled, startRouter } from './router.js';

let starting: Promise<Engine> | undefined;

startRouter({
  async changed(change) {
    const running = starting !== undefined;
    const engine = await theEngine();
    // One that was just started reads all anyway.
    if (running) engine.changed(change);
  },
  async connect() {
    const engine = await theEngine();
    const [ours, engines] = localPorts(ENGINE);
    engine.join(engines);
    return ours;
  },
});

function theEngine(): Promise<Engine> {
  starting ??= Engine.start({
    readTree: browserTree,
    readTab,
    makeWorker: () => new Worker(new URL('./index-worker.js', import.meta.url), { type: 'module' }),
    onSettled: () => void settled(),
    // The browser ends the page itself when it is idle.
    onIdle: () => undefined,
  });
  return starting;
}
