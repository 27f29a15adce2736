import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { App } from "./App";

test.each([
  ["en", "Dispatcher"],
  ["ru", "Диспетчер"],
] as const)("the office speaks %s", (language, title) => {
  render(<App language={language} />);
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent(title);
});
