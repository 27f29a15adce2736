/** Search and protocol of the list. */

import { Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";

import { useI18n } from "@/i18n";
import css from "./ConnectionsPage.module.css";
import type { Filter } from "./select";
import { NO_FILTER, isFiltered } from "./select";

export interface ToolbarProps {
  readonly filter: Filter;
  readonly protocols: readonly (readonly [id: string, title: string])[];
  readonly shown: number;
  readonly total: number;
  readonly onChange: (part: Partial<Filter>) => void;
}

export function Toolbar({ filter, protocols, shown, total, onChange }: ToolbarProps) {
  const { t, f } = useI18n();
  return (
    <div className={css.bar} role="search">
      <TextInput
        className={css.search}
        size="md"
        aria-label={t("connections.search")}
        placeholder={t("connections.search")}
        value={filter.query}
        onChange={(event) => {
          onChange({ query: event.currentTarget.value });
        }}
        rightSection={
          filter.query === "" ? null : (
            <CloseButton
              aria-label={t("board.search.clear")}
              onClick={() => {
                onChange({ query: "" });
              }}
            />
          )
        }
      />
      {(protocols.length > 1 || filter.protocol !== "") && (
        <NativeSelect
          size="md"
          aria-label={t("connections.protocol")}
          value={filter.protocol}
          onChange={(event) => {
            onChange({ protocol: event.currentTarget.value });
          }}
          data={[
            { value: "", label: t("connections.protocol.all") },
            ...protocols.map(([value, label]) => ({ value, label })),
          ]}
        />
      )}
      <p className={css.shown} role="status">
        {isFiltered(filter)
          ? t("connections.shown", { shown: f.number(shown), total: f.number(total) })
          : t.plural("connections.total", total)}
      </p>
      {isFiltered(filter) && (
        <Button
          variant="subtle"
          size="md"
          onClick={() => {
            onChange(NO_FILTER);
          }}
        >
          {t("connections.clear")}
        </Button>
      )}
    </div>
  );
}
