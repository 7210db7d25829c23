// What is used of a port of the browser's: JSON goes in at one end and comes out at the other.

export interface Port {
  readonly name: string;
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  /** Told when the other end is gone. */
  readonly onDisconnect: { addListener(listener: () => void): void };
}
