/** The office application: its providers and its pages. */

import { Button, MantineProvider } from "@mantine/core";
import type { QueryClient } from "@tanstack/react-query";
import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense, lazy, useMemo } from "react";
import { Link, Route, Switch, useLocation } from "wouter";

import { ApiProvider, createClient } from "@/api";
import type { Fetch } from "@/api";
import { BoardPage } from "@/features/board";
import { I18nProvider, useI18n } from "@/i18n";
import { LiveProvider } from "@/live";
import type { Live } from "@/live";
import { Loading, Notice } from "@/ui/Notice";
import { cssVariables, theme } from "@/ui/theme";
import { AtSite } from "./AtSite";
import { CrashGuard } from "./CrashGuard";
import { Plant } from "./Plant";
import { Shell } from "./Shell";
import { Workplace } from "./Workplace";

const ConnectPage = lazy(() => import("@/features/connect"));
const ConnectionPage = lazy(() => import("@/features/connection"));
const ConnectionsPage = lazy(() => import("@/features/connections"));
const ExplainFigurePage = lazy(() => import("@/features/explain-figure"));
const FiguresPage = lazy(() => import("@/features/figures"));
const LossesPage = lazy(() => import("@/features/losses"));
const CalendarsPage = lazy(() => import("@/features/calendars"));
const MachinePage = lazy(() => import("@/features/machine"));
const ProfilesPage = lazy(() => import("@/features/profiles"));
const ReasonsPage = lazy(() => import("@/features/reasons"));
const ReportsPage = lazy(() => import("@/features/reports"));
const RulesPage = lazy(() => import("@/features/rules"));
const SettingsPage = lazy(() => import("@/features/settings"));
const StopSettingsPage = lazy(() => import("@/features/stop-settings"));
const StopsPage = lazy(() => import("@/features/stops"));
const ShopTimelinePage = lazy(() => import("@/features/shop-timeline"));

function NotFound() {
  const { t } = useI18n();
  return (
    <Notice
      size="page"
      title={t("app.not_found.title")}
      text={t("app.not_found.text")}
      action={
        <Button component={Link} href="/" variant="default">
          {t("app.to_board")}
        </Button>
      }
    />
  );
}

function Crashed() {
  const { t } = useI18n();
  return (
    <Notice
      size="page"
      tone="danger"
      title={t("app.crash.title")}
      text={t("app.crash.text")}
      action={
        <Button
          variant="default"
          onClick={() => {
            window.location.reload();
          }}
        >
          {t("app.reload")}
        </Button>
      }
    />
  );
}

function Pages() {
  const { t } = useI18n();
  const [path] = useLocation();
  return (
    <CrashGuard resetKey={path} fallback={<Crashed />}>
      <Suspense fallback={<Loading label={t("common.loading")} rows={3} height={120} />}>
        <Switch>
          <Route path="/">
            <BoardPage />
          </Route>
          <Route path="/timeline">
            <ShopTimelinePage />
          </Route>
          <Route path="/figures">
            <FiguresPage />
          </Route>
          <Route path="/figures/explain">
            <ExplainFigurePage />
          </Route>
          <Route path="/losses">
            <LossesPage />
          </Route>
          <Route path="/reports">
            <ReportsPage />
          </Route>
          <Route path="/stops">
            <StopsPage />
          </Route>
          <Route path="/connections">
            <ConnectionsPage />
          </Route>
          <Route path="/connections/new">
            <ConnectPage />
          </Route>
          <Route path="/connections/:id">{({ id }) => <ConnectionPage key={id} id={id} />}</Route>
          <Route path="/settings">
            <SettingsPage />
          </Route>
          <Route path="/settings/calendars">
            <CalendarsPage />
          </Route>
          <Route path="/settings/calendars/:code">{({ code }) => <CalendarsPage code={code} />}</Route>
          <Route path="/machines/:id">
            {({ id }) => (
              <AtSite machine={id}>
                <MachinePage key={id} id={id} workplace={<Workplace machine={id} />} />
              </AtSite>
            )}
          </Route>
          <Route path="/settings/reasons">
            <ReasonsPage />
          </Route>
          <Route path="/settings/state-rules">
            <ProfilesPage />
          </Route>
          <Route path="/settings/state-rules/:id">{({ id }) => <ProfilesPage id={id} />}</Route>
          <Route path="/settings/rules">
            <RulesPage />
          </Route>
          <Route path="/settings/stops">
            <StopSettingsPage />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </CrashGuard>
  );
}

export interface AppProps {
  readonly live: Live;
  readonly queries: QueryClient;
  /** What answers requests; the browser's `fetch` unless a test gives another. */
  readonly fetcher?: Fetch;
}

function Connected({ live, queries, fetcher }: AppProps) {
  const { language } = useI18n();
  const client = useMemo(() => createClient(language, fetcher), [language, fetcher]);
  return (
    <QueryClientProvider client={queries}>
      <ApiProvider client={client} language={language}>
        <LiveProvider live={live}>
          <Plant />
          <Shell>
            <Pages />
          </Shell>
        </LiveProvider>
      </ApiProvider>
    </QueryClientProvider>
  );
}

export function App(props: AppProps) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <I18nProvider>
        <Connected {...props} />
      </I18nProvider>
    </MantineProvider>
  );
}
