/** Shapes of reports on the wire. Instants are RFC 3339 texts, durations microseconds, shares of 1. */

import type { components } from "../schema";

type Schemas = components["schemas"];

export type Report = Schemas["Report"];
export type ReportKind = Schemas["ReportKind"];
export type ReportKinds = Schemas["ReportKinds"];
export type ReportFacts = Schemas["ReportFacts"];
export type ReportChart = Schemas["ReportChart"];
export type ReportTable = Schemas["ReportTable"];
export type ReportDefinition = Schemas["ReportDefinition"];
export type ReportDefinitions = Schemas["ReportDefinitions"];
export type ReportCell = ReportTable["rows"][number][number];
