// The server of a bundler for those who develop an app.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

const PATIENCE_MS = 60_000;

export interface DevServer {
  url: string;
  /** All that it has printed. */
  output(): string;
  close(): Promise<void>;
}

/** Starts `npm run dev` in the folder, and waits until it answers. */
export async function startDevServer(folder: string): Promise<DevServer> {
  const port = await freePort();
  // A group of its own, so that what npm starts ends with it.
  const program = spawn('npm', ['run', 'dev', '--', '--port', String(port)], { cwd: folder, detached: true });
  let printed = '';
  for (const stream of [program.stdout, program.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const ended = new Promise<void>((resolve) => {
    program.once('exit', () => resolve());
  });
  const close = async () => {
    if (program.exitCode === null && program.pid !== undefined) process.kill(-program.pid, 'SIGTERM');
    await ended;
  };
  const url = `http://localhost:${port}/`;
  const until = Date.now() + PATIENCE_MS;
  while (!(await answers(url))) {
    if (program.exitCode !== null || Date.now() > until) {
      await close();
      throw new Error(`the server of ${folder} does not answer:\n${printed}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, output: () => printed, close };
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
