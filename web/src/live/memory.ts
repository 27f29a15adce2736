/** The live transport without a network: a test holds the other end. */

import type { Connection, Ended, Resume, Transport, TransportEvents } from "./transport";

/** One connection as the far end sees it. */
export interface MemoryPeer {
  readonly resume: Resume | undefined;
  /** What the client sent, in order. */
  readonly received: readonly string[];
  accept(): void;
  deliver(message: object): void;
  end(why?: Ended): void;
  readonly closed: boolean;
}

class Peer implements MemoryPeer, Connection {
  readonly received: string[] = [];
  closed = false;

  readonly resume: Resume | undefined;
  private readonly events: TransportEvents;

  constructor(resume: Resume | undefined, events: TransportEvents) {
    this.resume = resume;
    this.events = events;
  }

  send(text: string): void {
    this.received.push(text);
  }

  close(): void {
    this.closed = true;
  }

  accept(): void {
    if (!this.closed) {
      this.events.onOpen();
    }
  }

  deliver(message: object): void {
    if (!this.closed) {
      this.events.onMessage(JSON.stringify(message));
    }
  }

  end(why: Ended = "lost"): void {
    if (!this.closed) {
      this.closed = true;
      this.events.onEnd(why);
    }
  }
}

export interface MemoryTransport extends Transport {
  readonly peers: readonly MemoryPeer[];
  /** The newest connection; throws when there was none. */
  latest(): MemoryPeer;
}

export function memoryTransport(): MemoryTransport {
  const peers: Peer[] = [];
  return {
    peers,
    connect(resume, events) {
      const peer = new Peer(resume, events);
      peers.push(peer);
      return peer;
    },
    latest() {
      const peer = peers.at(-1);
      if (peer === undefined) {
        throw new Error("nobody has connected");
      }
      return peer;
    },
  };
}
