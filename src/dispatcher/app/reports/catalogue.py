"""Which reports there are, and what each may be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dispatcher.app.reports.asking import Ask, Readers, Sheet
from dispatcher.app.reports.document import Document
from dispatcher.app.reports.kinds import alarms, entries, load, losses, modified, pareto, shift, states
from dispatcher.domain.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A kind of report. options: name -> what it may be, the first is the default. window: the range offered first."""

    code: str
    build: Callable[[Sheet], Document]
    window: str
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


REPORTS: Mapping[str, Report] = {
    report.code: report
    for report in (
        Report(code="shift", build=shift.build, window="previous_shift"),
        Report(code="pareto", build=pareto.build, window="rolling_7d"),
        Report(code="losses", build=losses.build, window="rolling_7d"),
        Report(
            code="load",
            build=load.build,
            window="rolling_7d",
            options={"group": ("machine", "area", "line", "site"), "step": ("day", "week", "month", "shift")},
        ),
        Report(code="states", build=states.build, window="previous_shift"),
        Report(code="modified", build=modified.build, window="rolling_7d"),
        Report(code="alarms", build=alarms.build, window="rolling_7d"),
        Report(
            code="entries",
            build=entries.build,
            window="rolling_7d",
            options={"group": ("machine", "area", "shift", "team")},
        ),
    )
}


def report_of(code: str) -> Report:
    """By code. Raises NotFound `report_unknown`."""
    report = REPORTS.get(code)
    if report is None:
        raise NotFound("report_unknown", report=code[:64], known=", ".join(REPORTS))
    return report


def checked(report: Report, options: Mapping[str, str]) -> Mapping[str, str]:
    """The options with their defaults. Raises InvalidInput `report_option`."""
    for name, value in options.items():
        if value not in report.options.get(name, ()):
            known = "; ".join(f"{own}: {', '.join(values)}" for own, values in report.options.items())
            raise InvalidInput("report_option", report=report.code, option=name, value=value[:64], known=known or "–")
    return {name: options.get(name, values[0]) for name, values in report.options.items()}


def make(readers: Readers, report: Report, ask: Ask) -> Document:
    """The report. Raises NotFound `machine_unknown`; InvalidInput `scope_empty`, `report_too_long`,
    `report_too_many_rows`.
    """
    return report.build(Sheet(readers, ask, report.code))
