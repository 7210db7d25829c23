// How long a page's main thread is busy at a stretch, from Chromium's own trace.

import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds of the thread's own processor time: while others use the processor, it does not count. */
  tdur?: number;
  args: { name?: string; data?: { frames?: { url: string; processId: number }[] } };
}

/** Processor time of the longest tasks of the page's main thread while `act` runs, in ms, longest first. */
export async function longestTasks(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<number[]> {
  const categories = ['toplevel', '__metadata', 'devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await browser.startTracing(page, { categories });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const frames = traceEvents.flatMap(({ args }) => args.data?.frames ?? []);
  const pid = frames.find(({ url }) => url === page.url())?.processId;
  const main = traceEvents.find(
    (event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain' && event.pid === pid,
  );
  const tasks = traceEvents.filter(
    ({ ph, pid, tid, tdur }) => ph === 'X' && pid === main?.pid && tid === main?.tid && tdur !== undefined,
  );
  if (tasks.length === 0) throw new Error('the trace has no task of the page');
  return tasks.map(({ tdur = 0 }) => tdur / 1000).sort((a, b) => b - a);
}
