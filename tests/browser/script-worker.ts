// A worker that runs the same script as a test's page, and answers a question.

/** Starts one, which stays, and asks it. */
export function askWorker<Answer>(question: unknown): Promise<Answer> {
  const worker = new Worker('/page.js', { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(question);
  });
}

/** Has the script answer if it runs in a worker. */
export function answerInWorker<Question>(answer: (question: Question) => Promise<unknown>): void {
  if (typeof document !== 'undefined') return;
  addEventListener('message', async ({ data }) => postMessage(await answer(data)));
}
