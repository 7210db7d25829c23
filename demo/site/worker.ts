// The page's worker: the package's own, which also tells the page what it asks of the network.

import '../../web/worker/worker.js';
import { namesSince, openChannel } from './request-counter.js';

const channel = openChannel(self.name);
new PerformanceObserver((entries) => {
  const names = namesSince(entries, 0);
  if (names.length > 0) channel?.postMessage(names);
}).observe({ type: 'resource' });
