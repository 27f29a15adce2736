/** The office door: what foremen, engineers and managers open. */

import { Container, MantineProvider, Text, Title } from "@mantine/core";
import { TEXTS, type Language } from "@/i18n/language";
import { theme } from "@/ui/theme";

export function App({ language }: { language: Language }) {
  const texts = TEXTS[language];
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Container size="xl" py="lg">
        <Title order={1}>{texts["app.title"]}</Title>
        <Text c="dimmed">{texts["app.subtitle"]}</Text>
      </Container>
    </MantineProvider>
  );
}
