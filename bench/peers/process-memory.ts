// What a process keeps in memory that it shares with no other.

import { readdir, readFile } from 'node:fs/promises';

/** Private bytes of a process, from Linux's smaps_rollup. */
export async function privateBytes(pid: number | 'self'): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kibibytes = [...text.matchAll(/^Private_\w+:\s+(\d+) kB$/gm)].map(([, size]) => Number(size));
  return kibibytes.reduce((sum, size) => sum + size, 0) * 1024;
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
