/** A canvas that draws when its size, its data or the shared view changes, at most once a frame. */

import { useEffect, useRef } from "react";

import type { Window } from "@/core/instant";
import { Texts } from "./drawText";
import { Fills } from "./fills";
import type { Size } from "./surface";
import { prepare, watchSize } from "./surface";
import type { Viewport } from "./viewport";

/** What a drawing is made with. */
export interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly size: Size;
  readonly window: Window;
  readonly fills: Fills;
  readonly texts: Texts;
}

export interface ChartCanvasProps {
  readonly viewport: Viewport;
  /** Must be stable while nothing that it draws has changed. */
  readonly draw: (brush: Brush) => void;
  readonly className?: string | undefined;
  /** Height in rem; the width is that of the place. Without it the style sheet gives both. */
  readonly height?: number | undefined;
}

interface Kept {
  size: Size | null;
  fills: Fills | null;
  texts: Texts | null;
  draw: (brush: Brush) => void;
}

export function ChartCanvas({ viewport, draw, className, height }: ChartCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const kept = useRef<Kept>({ size: null, fills: null, texts: null, draw });

  useEffect(() => {
    kept.current.draw = draw;
    viewport.draw();
  }, [draw, viewport]);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) {
      return undefined;
    }
    const own = kept.current;
    const paint = (): void => {
      if (own.size === null || own.size.width === 0) {
        return;
      }
      const context = prepare(element, own.size);
      if (context === null) {
        return;
      }
      own.fills ??= new Fills(own.size.density);
      own.texts ??= new Texts(context);
      own.draw({ context, size: own.size, window: viewport.window, fills: own.fills, texts: own.texts });
    };
    const unwatch = watchSize(element, (size) => {
      if (own.size?.density !== size.density) {
        own.fills = null;
      }
      own.size = size;
      paint();
    });
    const unsubscribe = viewport.onDraw(paint);
    return () => {
      unwatch();
      unsubscribe();
    };
  }, [viewport]);

  return (
    <canvas
      ref={canvas}
      className={className}
      style={height === undefined ? undefined : { height: `${height}rem`, width: "100%", display: "block" }}
      aria-hidden="true"
    />
  );
}
