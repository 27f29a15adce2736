/** A duration that grows by itself. Writes the text directly: 500 of them tick without a render. */

import { memo, useLayoutEffect, useRef } from "react";

import type { Ms } from "@/core/instant";
import { useLive } from "./hooks";

export interface ElapsedProps {
  readonly since: Ms;
  /** How to write the milliseconds that have passed; must be stable between renders. */
  readonly format: (ms: number) => string;
  readonly className?: string | undefined;
}

export const Elapsed = memo(function Elapsed({ since, format, className }: ElapsedProps) {
  const ref = useRef<HTMLSpanElement>(null);
  const { clock, ticker } = useLive();

  useLayoutEffect(() => {
    let shown = "";
    const write = (): void => {
      const text = format(clock.now() - since);
      if (text !== shown && ref.current !== null) {
        shown = text;
        ref.current.textContent = text;
      }
    };
    write();
    return ticker.subscribe(write);
  }, [clock, ticker, since, format]);

  return <span ref={ref} className={className} />;
});
