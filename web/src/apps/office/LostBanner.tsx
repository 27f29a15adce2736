/** Says plainly that the screen is old, how old, and when the next attempt comes. */

import { Button } from "@mantine/core";

import { useI18n } from "@/i18n";
import { useLinkStatus, useLive, useNow } from "@/live";
import css from "./LostBanner.module.css";

export function LostBanner() {
  const { phase } = useLinkStatus();
  return phase === "live" ? null : <Lost />;
}

function Lost() {
  const { t, f } = useI18n();
  const { link } = useLive();
  const status = useLinkStatus();
  const now = useNow();
  if (status.phase === "live" || (status.phase === "connecting" && status.attempt === 0)) {
    return null;
  }
  const heard = status.lastHeard;
  const next =
    status.phase === "waiting"
      ? t("live.next_try", { duration: f.duration(Math.max(0, status.nextAt - now)) })
      : t("live.trying");
  return (
    <div className={css.banner} role="alert">
      <p className={css.text}>
        {heard === null
          ? t("live.lost.never")
          : t("live.lost.text", { time: f.timeSeconds(heard), age: f.duration(now - heard) })}
      </p>
      <span className={css.next} aria-live="off">
        {next}
      </span>
      <Button
        size="sm"
        variant="default"
        disabled={status.phase !== "waiting"}
        onClick={() => {
          link.tryNow();
        }}
      >
        {t("live.try_now")}
      </Button>
    </div>
  );
}
