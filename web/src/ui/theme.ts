/** Mantine dressed in our tokens: its own palette is only the ground that our variables paint over. */

import type { CSSVariablesResolver, MantineColorsTuple, VariantColorsResolver } from "@mantine/core";
import { createTheme, defaultVariantColorsResolver } from "@mantine/core";

const steel: MantineColorsTuple = [
  "#eaf2fb",
  "#d3e3f4",
  "#a6c6e8",
  "#75a8dc",
  "#4d8ed1",
  "#3079c6",
  "#1d5fa6",
  "#184f8b",
  "#133f70",
  "#0d2e53",
];

/** Mantine paints its dark scheme with these; ours are the surfaces of the tokens, from text to page. */
const dark: MantineColorsTuple = [
  "#e4eaf0",
  "#c3ced8",
  "#9dabb9",
  "#6c7d8d",
  "#2b3641",
  "#212b34",
  "#11171d",
  "#171e25",
  "#0e1318",
  "#090d11",
];

/** What is filled with our accent is written in its ink: Mantine reckons the contrast of its own palette. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colours = defaultVariantColorsResolver(input);
  return input.variant === "filled" && (input.color === undefined || input.color === input.theme.primaryColor)
    ? { ...colours, color: "var(--accent-ink)" }
    : colours;
};

export const theme = createTheme({
  fontFamily: "var(--font-text)",
  fontFamilyMonospace: "var(--font-mono)",
  headings: { fontFamily: "var(--font-text)" },
  colors: { steel, dark },
  primaryColor: "steel",
  primaryShade: { light: 6, dark: 3 },
  defaultRadius: "sm",
  cursorType: "pointer",
  autoContrast: true,
  variantColorResolver,
  respectReducedMotion: true,
});

const painted = {
  "--mantine-color-body": "var(--surface-page)",
  "--mantine-color-text": "var(--text)",
  "--mantine-color-dimmed": "var(--text-muted)",
  "--mantine-color-default": "var(--surface-panel)",
  "--mantine-color-default-hover": "var(--surface-hover)",
  "--mantine-color-default-color": "var(--text)",
  "--mantine-color-default-border": "var(--line)",
  "--mantine-color-placeholder": "var(--text-muted)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-error": "var(--danger)",
  "--mantine-primary-color-filled": "var(--accent)",
  "--mantine-primary-color-filled-hover": "color-mix(in srgb, var(--accent) 88%, var(--text))",
  "--mantine-primary-color-contrast": "var(--accent-ink)",
};

/** Our tokens in the place of Mantine's own variables, the same for both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: painted, dark: painted });
