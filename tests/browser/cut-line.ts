// A line to a server, which a test cuts and mends. It keeps its address: while it is cut, nobody else can take that.

import { once, setMaxListeners } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Served } from '../../cli/static-server.js';

export class CutLine {
  readonly #server: Server;
  #whole = wholeLine();

  private constructor({ url }: Pick<Served, 'url'>) {
    const { hostname, port } = new URL(url);
    this.#server = createServer((near) => {
      if (this.#whole.signal.aborted) near.destroy();
      else this.#join(near, connect(Number(port), hostname));
    });
  }

  /** One that leads to that server. */
  static async to(served: Pick<Served, 'url'>): Promise<CutLine> {
    const line = new CutLine(served);
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks what is connected; whoever connects from now on gets no answer. */
  cut(): void {
    this.#whole.abort();
  }

  mend(): void {
    this.#whole = wholeLine();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket, far: Socket): void {
    const { signal } = this.#whole;
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      // That it was cut, or that one side has gone, is no failure.
      pipeline(from, to, { signal }).catch(() => undefined);
    }
  }
}

/** Aborted once it is cut; any number of connections ends with it. */
function wholeLine(): AbortController {
  const whole = new AbortController();
  setMaxListeners(0, whole.signal);
  return whole;
}
