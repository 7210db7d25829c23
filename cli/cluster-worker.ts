// A thread of a ClusterPool: builds the graphs of the clusters that it is sent, in a core of its own.

import { Core } from '../web/index.js';
import { answerRequests } from './thread-answers.js';

const core = await Core.load();

answerRequests((task: Uint8Array) => core.buildCluster(task));
