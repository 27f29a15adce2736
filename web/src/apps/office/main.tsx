/** Entry of the office door. */

import "@mantine/core/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { pickLanguage } from "@/i18n/language";
import { App } from "./App";

const language = pickLanguage(navigator.languages);
document.documentElement.lang = language;

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App language={language} />
  </StrictMode>,
);
