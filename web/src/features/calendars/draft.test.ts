/** Changes of a calendar's document, and the templates it may begin with. */

import { describe, expect, it } from "vitest";

import { addDays, daysOfMonth, mondayOf, weekday } from "./days";
import {
  addPattern,
  addShift,
  cycleTurn,
  endOf,
  exceptionOf,
  lengthBetween,
  minutesOf,
  modeOf,
  moveShift,
  removeShift,
  resizeCycle,
  teamAt,
  teamsOf,
  withException,
  withoutException,
} from "./draft";
import { TEMPLATES, fromTemplate, likelyCountry, templateOf } from "./templates";

const WORDS = { en: "x", ru: "x" };
const three = fromTemplate("three", "RU");
const [week] = three.patterns;
const night = three.shifts[2];

describe("times", () => {
  it("are read and written", () => {
    expect(minutesOf("06:30")).toBe(390);
    expect(minutesOf("24:00")).toBeNull();
    expect(minutesOf("6:30")).toBeNull();
    expect(lengthBetween("22:00", "06:00")).toBe(480);
    expect(lengthBetween("08:00", "08:00")).toBe(1440);
  });

  it("of a shift that moves take its breaks along", () => {
    expect(night && endOf(night)).toBe("06:00");
    const moved = night && moveShift(night, "23:00");
    expect(moved?.breaks[0]?.start).toBe("03:00");
    expect(moved && endOf(moved)).toBe("07:00");
  });
});

describe("shifts and patterns", () => {
  it("a new shift begins where the last one ends and has a code of its own", () => {
    const more = addShift(addShift(three, WORDS), WORDS);
    expect(more.shifts.slice(3).map(({ code, start }) => [code, start])).toEqual([
      ["shift1", "06:00"],
      ["shift2", "14:00"],
    ]);
  });

  it("a shift that goes is worked nowhere any more", () => {
    const turns = [{ shift: "third", team: "" }];
    const less = removeShift({ ...three, exceptions: [{ ...exceptionOf("2026-01-01", "", "off"), turns }] }, "third");
    expect(JSON.stringify(less)).not.toContain("third");
  });

  it("a longer cycle goes on as it would have", () => {
    const longer = week && resizeCycle(week, 9);
    expect(longer?.days.map((turns) => turns.length)).toEqual([3, 3, 3, 3, 3, 0, 0, 3, 3]);
    expect(week && resizeCycle(week, 0).days).toHaveLength(1);
  });

  it("a cell goes through the teams and back to nothing", () => {
    let pattern = addPattern(three, WORDS).patterns[1];
    const seen: (string | null)[] = [];
    for (let step = 0; step < 4 && pattern !== undefined; step += 1) {
      seen.push(teamAt(pattern, 0, "first"));
      pattern = cycleTurn(pattern, 0, "first", ["A", "B"]);
    }
    expect(seen).toEqual([null, "A", "B", null]);
  });
});

describe("exceptions", () => {
  it("there is one a day and scope", () => {
    const off = exceptionOf("2026-05-01", "", "off");
    const area = exceptionOf("2026-05-01", "area:x", "shifts");
    const found = withException(withException([off], area), { ...off, minus: 5 });
    expect(found.map(({ scope, minus }) => [scope, minus])).toEqual([
      ["area:x", 0],
      ["", 5],
    ]);
    expect(withoutException(found, "2026-05-01", "")).toEqual([area]);
  });

  it("the mode of an exception is read off it", () => {
    const modes = ["pattern", "off", "like"] as const;
    expect(modes.map((mode) => modeOf(exceptionOf("2026-05-01", "", mode)))).toEqual(modes);
    expect(modeOf({ ...exceptionOf("2026-05-01", "", "shifts"), turns: [{ shift: "a", team: "" }] })).toBe("shifts");
    expect(modeOf(undefined)).toBe("none");
  });
});

describe("templates", () => {
  it("four teams cover day and night, each two days, two off, two nights, two off", () => {
    const [pattern] = fromTemplate("teams", "RU").patterns;
    const course = (team: string): string =>
      (pattern?.days ?? []).map((turns) => turns.find((turn) => turn.team === team)?.shift.slice(0, 1) ?? "-").join("");
    expect(["A", "B", "C", "D"].map(course)).toEqual(["dd--nn--", "--dd--nn", "nn--dd--", "--nn--dd"]);
    expect(teamsOf(fromTemplate("teams", ""))).toEqual(["A", "B", "C", "D"]);
  });

  it("are named in addresses", () => {
    expect(TEMPLATES.map((name) => templateOf(`+${name}`))).toEqual([...TEMPLATES]);
    expect(templateOf("one")).toBeUndefined();
  });

  it("keep the production calendar of the country where the plant is", () => {
    expect(likelyCountry("Europe/Minsk", "ru")).toBe("BY");
    expect(likelyCountry("Asia/Yekaterinburg", "ru")).toBe("RU");
    expect(likelyCountry("Europe/Berlin", "en")).toBe("");
  });
});

describe("days", () => {
  it("are counted over months and leap years", () => {
    expect(addDays("2024-02-28", 2)).toBe("2024-03-01");
    expect(weekday("2024-01-01")).toBe(0);
    expect(mondayOf("2026-11-29")).toBe("2026-11-23");
    expect(daysOfMonth(2024, 2)).toHaveLength(29);
  });
});
