// The end of a WorkerThread that is in the thread.

import { parentPort } from 'node:worker_threads';
import { LeannError } from '../web/base/error.js';
import type { ThreadReply, ThreadRequest } from './worker-thread.js';

/** Answers all requests to this thread, from those on that came before it was ready. What `answer` throws fails the request alone. */
export function answerRequests<Asked, Answer>(answer: (asked: Asked) => Answer | Promise<Answer>): void {
  parentPort?.on('message', async ({ id, asked }: ThreadRequest<Asked>) => {
    let reply: ThreadReply<Answer>;
    try {
      reply = { id, answer: await answer(asked) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      reply = { id, reason, code: error instanceof LeannError ? error.code : undefined };
    }
    parentPort?.postMessage(reply);
  });
}
