/** The door of the office application. */

import { QueryClient } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { Problem, liveUrl } from "@/api";
import { browserLive, webSocketTransport } from "@/live";
import "@/ui/styles";
import { App } from "./App";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // an answer the server meant will not change by asking again; a silence may
      retry: (failures, error) => failures < 3 && !(error instanceof Problem && error.status < 500),
      refetchOnWindowFocus: false,
    },
  },
});
const live = browserLive(webSocketTransport((resume) => liveUrl(window.location, resume)));

const root = document.getElementById("root");
if (root === null) {
  throw new Error("the page has no #root");
}
createRoot(root).render(
  <StrictMode>
    <App live={live} queries={queries} />
  </StrictMode>,
);
