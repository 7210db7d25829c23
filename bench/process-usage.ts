// What a process uses: memory that it shares with no other, and processor time. Linux only.

import { readdir, readFile, writeFile } from 'node:fs/promises';

/** Private bytes of a process, from Linux's smaps_rollup. */
export async function privateBytes(pid: number | 'self'): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kibibytes = [...text.matchAll(/^Private_\w+:\s+(\d+) kB$/gm)].map(([, size]) => Number(size));
  return sum(kibibytes) * 1024;
}

/** The most bytes of memory that is no file's and that a process had at once since the last call, or since it began. */
export async function mostBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
  // Has Linux begin again.
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  return field('VmHWM') - field('RssFile') - field('RssShmem');
}

/** Milliseconds that the threads of a process have computed, those that have ended left out. */
export async function computedMs(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = threads.map(async (thread) => {
    const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0');
    return Number(text.split(' ')[0]) / 1e6;
  });
  return sum(await Promise.all(times));
}

/** Measurements less apart than this are the same. */
const NOISE = 1_000_000;
const MOST_TURNS = 12;

/** Collects garbage and measures until the size has settled: what is freed goes back to the system after a while. */
export async function settledBytes(collect: () => unknown, measure: () => Promise<number>): Promise<number> {
  let before = Number.POSITIVE_INFINITY;
  for (let turn = 0; ; turn++) {
    await collect();
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = await measure();
    if (Math.abs(now - before) < NOISE || turn === MOST_TURNS) return now;
    before = now;
  }
}

/** Chromium's processes that run pages, of the browser with that profile. */
export async function rendererPids(profile: string): Promise<number[]> {
  const processes = new Map<number, { parent: number; command: string }>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const [stat, command] = await Promise.all([
      readFile(`/proc/${name}/stat`, 'utf8').catch(() => ''),
      readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => ''),
    ]);
    // The second field is a name in parentheses that may hold anything.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    processes.set(Number(name), { parent, command });
  }
  const isOfProfile = (pid: number): boolean => {
    const found = processes.get(pid);
    if (found === undefined) return false;
    return found.command.includes(`--user-data-dir=${profile}`) || isOfProfile(found.parent);
  };
  return [...processes]
    .filter(([pid, { command }]) => command.includes('--type=renderer') && isOfProfile(pid))
    .map(([pid]) => pid);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
