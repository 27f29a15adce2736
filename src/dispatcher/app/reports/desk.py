"""The desk of reports: what doors ask of it. All calls block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.app.figures.desk import When
from dispatcher.app.figures.selection import Filters
from dispatcher.app.reports.asking import Ask, Readers
from dispatcher.app.reports.catalogue import checked, make, report_of
from dispatcher.app.reports.document import Document
from dispatcher.app.reports.render.paper import to_pdf
from dispatcher.app.reports.render.text import to_csv
from dispatcher.app.reports.render.workbook import to_xlsx
from dispatcher.ports.store import Settings


class Form(StrEnum):
    """Forms of a report."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


MEDIA: Mapping[Form, str] = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.PDF: "application/pdf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Makes reports and keeps their definitions."""

    readers: Readers
    settings: Settings

    def make(self, code: str, when: When, filters: Filters, language: str, options: Mapping[str, str]) -> Document:
        """A report. Raises NotFound `report_unknown`, `machine_unknown`; InvalidInput `report_option`, `scope_empty`,
        `report_too_long`, `report_too_many_rows`.
        """
        report = report_of(code)
        ask = Ask(when=when, filters=filters, language=language, options=checked(report, options))
        return make(self.readers, report, ask)

    def file(self, document: Document, form: Form) -> bytes:
        """The document as a file. Raises InvalidInput `report_too_long_for_paper`."""
        match form:
            case Form.CSV:
                return to_csv(document)
            case Form.XLSX:
                return to_xlsx(document)
            case _:
                return to_pdf(document, self.readers.texts)
