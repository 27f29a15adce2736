/** The live transport over the browser's WebSocket. */

import type { Connection, Resume, Transport, TransportEvents } from "./transport";

/** The server closes a reader that cannot keep up with this code, instead of buffering for it. */
const CLOSE_TOO_SLOW = 4008;

/** `address` builds the URL, so that only the API room knows it. */
export function webSocketTransport(address: (resume: Resume | undefined) => string): Transport {
  return {
    connect(resume: Resume | undefined, events: TransportEvents): Connection {
      const socket = new WebSocket(address(resume));
      let over = false;
      const end = (code: number): void => {
        if (!over) {
          over = true;
          events.onEnd(code === CLOSE_TOO_SLOW ? "too_slow" : "lost");
        }
      };
      socket.addEventListener("open", () => {
        if (!over) {
          events.onOpen();
        }
      });
      socket.addEventListener("message", (event: MessageEvent<unknown>) => {
        if (!over && typeof event.data === "string") {
          events.onMessage(event.data);
        }
      });
      socket.addEventListener("close", (event) => {
        end(event.code);
      });
      return {
        send(text: string): void {
          if (socket.readyState === WebSocket.OPEN) {
            socket.send(text);
          }
        },
        close(): void {
          over = true;
          socket.close();
        },
      };
    },
  };
}
