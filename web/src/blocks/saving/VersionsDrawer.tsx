/** Every version that was put in force, the newest first: from when, by whom, what changed; and taking one up again. */

import { Button, Drawer } from "@mantine/core";

import { parseInstant } from "@/core/instant";
import { useI18n } from "@/i18n";
import { Failure, Loading, Notice } from "@/ui/Notice";
import css from "./VersionsDrawer.module.css";

export interface Entered {
  readonly version: number;
  readonly effective_from: string | null;
  readonly entered_at: string;
  readonly author: string;
}

export interface VersionsDrawerProps<V extends Entered> {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Oldest first; undefined while they load. */
  readonly versions: readonly V[] | undefined;
  readonly failed: string | null;
  readonly onRetry: () => void;
  /** What a version changed against the one before it (undefined for the first), a line each. */
  readonly describe: (version: V, before: V | undefined) => readonly string[];
  readonly onTake: (version: V) => void;
}

export function VersionsDrawer<V extends Entered>(props: VersionsDrawerProps<V>) {
  const { opened, onClose, versions, failed, onRetry, describe, onTake } = props;
  const { t, f } = useI18n();
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size="lg" title={t("saving.history")}>
      {failed !== null ? (
        <Failure title={t("saving.history.failed")} text={failed} retry={t("common.retry")} onRetry={onRetry} />
      ) : versions === undefined ? (
        <Loading label={t("common.loading")} rows={4} height={72} />
      ) : versions.length === 0 ? (
        <Notice title={t("saving.history.none")} />
      ) : (
        <ol className={css.list}>
          {versions
            .map((version, place) => ({ version, before: versions[place - 1] }))
            .toReversed()
            .map(({ version, before }) => (
              <li key={version.version} className={css.version}>
                <div className={css.head}>
                  <strong>{t("saving.version", { number: version.version })}</strong>
                  <span>
                    {version.effective_from === null
                      ? t("saving.from.ever")
                      : t("saving.since", { time: f.dateTime(parseInstant(version.effective_from)) })}
                  </span>
                </div>
                <p className="muted">
                  {t("saving.entered", {
                    time: f.dateTime(parseInstant(version.entered_at)),
                    author: version.author === "" ? t("saving.nobody") : version.author,
                  })}
                </p>
                <ul className={css.changes}>
                  {describe(version, before).map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
                <Button
                  className={css.action}
                  size="xs"
                  variant="default"
                  onClick={() => {
                    onTake(version);
                    onClose();
                  }}
                >
                  {t("saving.take")}
                </Button>
              </li>
            ))}
        </ol>
      )}
    </Drawer>
  );
}
