/** The design tokens: every screen takes colours, type and spacing from here. */

import { createTheme } from "@mantine/core";

export const theme = createTheme({
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace',
  primaryColor: "blue",
  defaultRadius: "sm",
  cursorType: "pointer",
});
