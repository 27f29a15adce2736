/** What a reader must know before he believes a figure. */

import type { Figure } from "@/api/figures";
import { useI18n } from "@/i18n";
import css from "./Figure.module.css";
import { describeDoubt, doubtsOf } from "./value";

export interface DoubtsProps {
  readonly figure: Pick<Figure, "trust" | "flags" | "terms">;
  /** The worst alone, short, with the rest told on demand; or all of them. */
  readonly brief?: boolean;
}

export function Doubts({ figure, brief = false }: DoubtsProps) {
  const { t, f } = useI18n();
  const doubts = doubtsOf(figure);
  const [worst] = doubts;
  if (worst === undefined) {
    return brief ? null : <p className={css.trusted}>{t("figure.trusted")}</p>;
  }
  if (brief) {
    const all = doubts.map((doubt) => describeDoubt(doubt, figure.trust, f, t)).join("\n");
    const share = worst.share === null ? "" : ` ${f.percent(worst.share)}`;
    return (
      <span className={css.doubt} data-serious={worst.serious} title={all}>
        {t(`figure.doubt.${worst.kind}.short`)}
        {share}
        {doubts.length > 1 && <span aria-hidden="true">{` +${doubts.length - 1}`}</span>}
        <span className="visually-hidden">{all}</span>
      </span>
    );
  }
  return (
    <ul className={css.doubts}>
      {doubts.map((doubt) => (
        <li key={doubt.kind} className={css.doubt} data-serious={doubt.serious}>
          {describeDoubt(doubt, figure.trust, f, t)}
        </li>
      ))}
    </ul>
  );
}
