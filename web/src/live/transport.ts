/** What carries live messages: the WebSocket in the browser, an in-memory one in tests. */

/** Where a broken stream goes on: the last message seen and the server's life it belongs to. */
export interface Resume {
  readonly epoch: string;
  readonly seq: number;
}

/** Why a connection ended; a slow reader may come back at once, anyone else after a pause. */
export type Ended = "lost" | "too_slow";

export interface TransportEvents {
  readonly onOpen: () => void;
  /** One text frame as it came. */
  readonly onMessage: (text: string) => void;
  readonly onEnd: (why: Ended) => void;
}

/** One open connection. After `close` no event is delivered any more. */
export interface Connection {
  send(text: string): void;
  close(): void;
}

export interface Transport {
  connect(resume: Resume | undefined, events: TransportEvents): Connection;
}
