/** A search for peers in a range of addresses, where the plant allows it. */

import { Button, TextInput } from "@mantine/core";
import { useState } from "react";

import { useSearch, useStartSearch } from "@/api/setup";
import { describeError, useI18n } from "@/i18n";
import css from "./Connect.module.css";

export function RangeSearch({ onTake }: { readonly onTake: (address: string) => void }) {
  const { t, f } = useI18n();
  const [range, setRange] = useState("");
  const start = useStartSearch();
  const search = useSearch(start.data?.id ?? null);
  const { data } = search;
  const failed = start.error ?? search.error;
  return (
    <details className={css.fold}>
      <summary>{t("connect.search.title")}</summary>
      <form
        className={css.look}
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate(range.trim());
        }}
      >
        <TextInput
          size="md"
          label={t("connect.search.range")}
          description={t("connect.search.help")}
          inputWrapperOrder={["label", "input", "error", "description"]}
          placeholder="192.168.1.0/28"
          autoComplete="off"
          spellCheck={false}
          value={range}
          error={failed === null ? undefined : describeError(failed, t)}
          onChange={(event) => {
            start.reset();
            setRange(event.currentTarget.value);
          }}
        />
        <Button type="submit" size="md" variant="default" loading={start.isPending} disabled={range.trim() === ""}>
          {t("connect.search.start")}
        </Button>
      </form>
      {data !== undefined && (
        <div role="status">
          <p className="muted">
            {data.finished && data.found.length === 0
              ? t("connect.search.none")
              : t("connect.search.progress", { done: f.number(data.done), total: f.number(data.total) })}
          </p>
          <ul className={css.cards}>
            {data.found.map(({ connector, address, device }) => (
              <li key={`${connector} ${address}`}>
                <button
                  type="button"
                  className={css.card}
                  aria-label={t("connect.search.take", { address })}
                  onClick={() => {
                    onTake(address);
                  }}
                >
                  <strong>{device === "" ? address : device}</strong>
                  <span className="muted">
                    {connector} · {address}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </details>
  );
}
