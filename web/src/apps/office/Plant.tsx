/** Joins the first answer to the live stream: states, the site's zone, and machines before the socket speaks. */

import { useEffect } from "react";

import { useMachineList } from "@/api";
import { useI18n } from "@/i18n";
import { useLive } from "@/live";

export function Plant() {
  const { data } = useMachineList();
  const { store, clock, link } = useLive();
  const { setZone, t } = useI18n();

  useEffect(() => {
    if (data === undefined) {
      return;
    }
    setZone(data.site.time_zone);
    if (link.status.phase !== "live") {
      clock.hear(data.now);
      store.replaceAll(data.machines);
    }
  }, [data, store, clock, link, setZone]);

  useEffect(() => {
    document.title = data === undefined ? t("app.name") : `${data.site.name} — ${t("app.name")}`;
  }, [data, t]);

  return null;
}
