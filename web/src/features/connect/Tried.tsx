/** Who tried the address and what each met. */

import type { Recognised } from "@/api/setup";
import css from "./Connect.module.css";

export function Tried({ tried }: { readonly tried: Recognised["tried"] }) {
  return (
    <ul className={css.tried}>
      {tried.map(({ connector, title, problem }) => (
        <li key={connector}>
          <strong>{title}</strong>
          <br />
          {problem.text}
        </li>
      ))}
    </ul>
  );
}
