/** Marks of reasons and classes: colour, glyph and word together. */

import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { TIME_CLASSES, reasonColor, reasonInk } from "@/core/reason";
import { ClassMark, ReasonMark } from "./ReasonMark";
import { SHAPE_PATHS } from "./shapes";

const glyph = (of: HTMLElement): string | null | undefined => of.querySelector("path")?.getAttribute("d");

describe("the colour of a reason", () => {
  it("is its token, the loud one without a reason, and a quiet one for a token nobody knows", () => {
    expect(reasonColor("reason-7")).toBe("var(--reason-7)");
    expect(reasonInk("reason-7")).toBe("var(--reason-7-ink)");
    expect(reasonColor(null)).toBe("var(--reason-none)");
    expect(reasonColor("red; background: url(x)")).toBe("var(--line-strong)");
    expect(reasonColor("reason-none")).toBe("var(--line-strong)");
  });
});

describe("a mark", () => {
  it("stands beside its word, with the shape of the reason", () => {
    const { container } = render(
      <ReasonMark color="reason-3" shape="star">
        No blank
      </ReasonMark>,
    );
    expect(screen.getByText("No blank")).toBeInTheDocument();
    expect(glyph(container)).toBe(SHAPE_PATHS.star);
  });

  it("asks where nobody gave a reason", () => {
    const { container } = render(<ReasonMark color={null} shape="star" />);
    expect(glyph(container)).toBe(SHAPE_PATHS.question);
    expect(container.querySelector("[data-texture=stripes]")).toBeInTheDocument();
  });

  it.each(TIME_CLASSES)("has a glyph for %s", (timeClass) => {
    const { container } = render(<ClassMark timeClass={timeClass} />);
    expect(glyph(container)).not.toBe("");
  });
});
