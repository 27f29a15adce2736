/** A canvas as sharp as the screen, in CSS pixels, that tells its size. */

/** Measured anew when the element or the density of the screen changes. */
export interface Size {
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly density: number;
  /** CSS pixels of a sixteenth of a rem: 1, or more where the page is set for a distant reader. */
  readonly unit: number;
}

/** Make the canvas as large as its element; the context then speaks CSS pixels. Null where there is no canvas. */
export function prepare(
  canvas: HTMLCanvasElement,
  { width, height, density }: Omit<Size, "unit">,
): CanvasRenderingContext2D | null {
  const [columns, rows] = [Math.max(1, Math.round(width * density)), Math.max(1, Math.round(height * density))];
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  const context = canvas.getContext("2d");
  context?.setTransform(density, 0, 0, density, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

/** Call `changed` with the element's size now and whenever it changes, also when the window moves to another screen. */
export function watchSize(element: HTMLElement, changed: (size: Size) => void): () => void {
  const measure = (): void => {
    const { width, height } = element.getBoundingClientRect();
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    changed({ width, height, density: window.devicePixelRatio || 1, unit: rem / 16 });
  };
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(element);
  window.addEventListener("resize", measure);
  return () => {
    observer.disconnect();
    window.removeEventListener("resize", measure);
  };
}
