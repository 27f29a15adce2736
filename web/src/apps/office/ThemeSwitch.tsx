/** Light, dark, or as the system says; kept by Mantine in the browser's storage. */

import { ActionIcon, useMantineColorScheme } from "@mantine/core";
import type { MantineColorScheme } from "@mantine/core";

import { useI18n } from "@/i18n";

const NEXT: Readonly<Record<MantineColorScheme, MantineColorScheme>> = {
  auto: "light",
  light: "dark",
  dark: "auto",
};

const ICONS: Readonly<Record<MantineColorScheme, string>> = {
  light:
    "M12 7.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9zM11 2h2v3.2h-2zM11 18.8h2V22h-2zM2 11h3.2v2H2zM18.8 11H22v2h-3.2zM4.2 5.6l1.4-1.4 2.3 2.3-1.4 1.4zM16.1 17.5l1.4-1.4 2.3 2.3-1.4 1.4zM4.2 18.4l2.3-2.3 1.4 1.4-2.3 2.3zM16.1 6.5l2.3-2.3 1.4 1.4-2.3 2.3z",
  dark: "M20 14.6A8.5 8.5 0 0 1 9.4 4a8.5 8.5 0 1 0 10.6 10.6z",
  auto: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zm0 2v14a7 7 0 0 1 0-14z",
};

export function ThemeSwitch() {
  const { t } = useI18n();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const label = `${t("app.theme")}: ${t(`app.theme.${colorScheme}`)}`;
  return (
    <ActionIcon
      variant="default"
      size="2.25rem"
      aria-label={label}
      title={label}
      onClick={() => {
        setColorScheme(NEXT[colorScheme]);
      }}
    >
      <svg viewBox="0 0 24 24" width="56%" height="56%" fill="currentColor" aria-hidden="true" focusable="false">
        <path d={ICONS[colorScheme]} fillRule="evenodd" />
      </svg>
    </ActionIcon>
  );
}
