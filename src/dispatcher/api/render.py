"""From the house's values to response models."""

from __future__ import annotations

from collections.abc import Mapping

from dispatcher.api.schemas import explain as explaining
from dispatcher.api.schemas import machine as machines
from dispatcher.api.schemas import source as sources
from dispatcher.api.schemas.common import (
    CodedText,
    ConditionValue,
    EntriesValue,
    Params,
    SamplesValue,
    SignalValue,
    Words,
)
from dispatcher.api.schemas.health import HealthCheck
from dispatcher.api.schemas.timeline import SpanOut
from dispatcher.app.health import Check
from dispatcher.app.plant import MachineSummary, ProfileInfo, Site, SourceStatus
from dispatcher.app.queries.explain import Explained, UsedValue
from dispatcher.app.texts import Texts
from dispatcher.domain.signal import Condition, DataSet, Observation, Quality, TimeSeries, Value
from dispatcher.domain.state import Span, StateKind
from dispatcher.engine.explain import Finding, RuleFinding
from dispatcher.ports.store import AssetRecord, MachineTotals, SourceNote, StoredSignal


def params(given: Mapping[str, object]) -> Params:
    """Parameters as JSON scalars; anything else as its text."""
    return {
        name: value if isinstance(value, str | int | float | bool) or value is None else str(value)
        for name, value in given.items()
    }


def value(given: Value) -> SignalValue:
    """A signal's value; None is UNAVAILABLE."""
    match given:
        case Condition():
            return ConditionValue(
                kind="condition",
                level=given.level.value,
                native_code=given.native_code,
                native_severity=given.native_severity,
                qualifier=given.qualifier,
                message=given.message,
                condition_id=given.condition_id,
            )
        case DataSet(entries=entries, reset=reset):
            plain = {key: dict(entry) if isinstance(entry, Mapping) else entry for key, entry in entries.items()}
            return EntriesValue(kind="entries", entries=plain, reset=reset)
        case TimeSeries(rate=rate, samples=samples):
            return SamplesValue(kind="samples", rate=rate, samples=list(samples))
        case _:
            return given


def quality(given: Quality) -> str:
    """good, clock, uncertain or quarantined."""
    return given.name.lower()


def words(given: Mapping[str, str], otherwise: str) -> Words:
    """Texts in both languages; a missing one falls back to the other, then to the code."""
    english = given.get("en") or given.get("ru") or otherwise
    return Words(en=english, ru=given.get("ru") or english)


def summary(given: MachineSummary) -> machines.MachineSummary:
    """One machine of the board."""
    info, first = given.info, given.alarms.first
    return machines.MachineSummary(
        id=info.id,
        name=info.name,
        site=info.site,
        area=info.area,
        line=info.line,
        kind=info.kind,
        manufacturer=info.manufacturer,
        model=info.model,
        protocol=info.protocol,
        state=machines.MachineState(
            code=given.state.code,
            base=given.state.base,
            since=given.state.since,
            rule=given.state.rule,
            reason=given.state.reason,
        ),
        mode=machines.MachineMode(code=given.mode.code, since=given.mode.since),
        program=None
        if given.program is None
        else machines.RunningProgram(name=given.program.name, since=given.program.since),
        alarms=machines.Alarms(
            fault=given.alarms.fault,
            warning=given.alarms.warning,
            first=None
            if first is None
            else machines.FirstAlarm(code=first.code, message=first.message, since=first.since),
        ),
        parts=machines.PartsToday(count=given.parts.count, inferred=given.parts.inferred, since=given.parts.since),
        last_data_at=given.last_data_at,
        last_contact_at=given.last_contact_at,
        link=given.link,
        clock_skew_us=given.clock_skew,
    )


def state_kind(kind: StateKind) -> machines.StateKind:
    """One state of the plant."""
    return machines.StateKind(
        code=kind.code, base=kind.base, words=words(kind.words, kind.code), color=kind.color, shape=kind.shape
    )


def site(given: Site) -> machines.Site:
    """A place of the plant."""
    return machines.Site(id=given.id, name=given.name, time_zone=given.time_zone)


def profile(given: ProfileInfo) -> machines.Profile:
    """A device profile."""
    return machines.Profile(id=given.id, version=given.version, title=words(given.title, given.id))


def totals(given: MachineTotals) -> machines.Totals:
    """What the journal holds."""
    return machines.Totals(
        signals=given.signals, observations=given.observations, first_at=given.first_at, last_at=given.last_at
    )


def signal(stored: StoredSignal, latest: Observation | None) -> machines.Signal:
    """A signal with its last value."""
    spec = stored.spec
    return machines.Signal(
        id=stored.id,
        key=spec.key,
        name=spec.name,
        category=spec.category,
        type=spec.type,
        sub_type=spec.sub_type,
        units=spec.units,
        component=spec.component,
        representation=spec.representation,
        latest=None
        if latest is None
        else machines.LatestValue(at=latest.at, value=value(latest.value), quality=quality(latest.quality)),
    )


def asset(record: AssetRecord) -> machines.Asset:
    """An asset document."""
    return machines.Asset(
        asset_id=record.asset_id, type=record.type, at=record.at, removed=record.removed, document=record.document
    )


def source(status: SourceStatus, texts: Texts, language: str) -> sources.SourceStatus:
    """The present of a source, its error in the reader's words."""
    error = status.error
    return sources.SourceStatus(
        id=status.id,
        connector=status.connector,
        address=status.address,
        link=status.link,
        since=status.since,
        last_data_at=status.last_data_at,
        last_contact_at=status.last_contact_at,
        retry_at=status.retry_at,
        error=None
        if error is None
        else CodedText(
            code=error.code,
            params=params(error.params),
            text=texts.text(language, f"error.{error.code}", error.params),
        ),
        rate_per_s=status.rate_per_s,
        lag_us=status.lag,
        clock_skew_us=status.clock_skew,
        quarantined=status.quarantined,
    )


def note(given: SourceNote, texts: Texts, language: str) -> sources.Note:
    """One line of a source's journal. A note about an error carries that error's own sentence."""
    told: dict[str, object] = dict(given.params)
    if (key := f"error.{told.get('error')}") and texts.has(key):
        told["error"] = texts.text(language, key, told)
    return sources.Note(
        at=given.at,
        source=given.source,
        code=given.code,
        params=params(given.params),
        text=texts.text(language, f"note.{given.code}", told),
    )


def health_check(check: Check, texts: Texts, language: str) -> HealthCheck:
    """One check in the reader's words; what was refused keeps the sentence of the refusal."""
    key = f"health.{check.code}"
    return HealthCheck(
        name=check.name,
        status=check.status,
        code=check.code,
        params=params(check.params),
        text=texts.text(language, key if texts.has(key) else f"error.{check.code}", check.params),
    )


def span(given: Span) -> SpanOut:
    """A whole span."""
    return SpanOut(start=given.start, end=given.end, value=given.value, rule=given.rule, detail=params(given.detail))


def explanation(given: Explained) -> explaining.Explanation:
    """Why the state."""
    force, coverage = given.force, given.coverage
    return explaining.Explanation(
        at=given.at,
        span=None if given.span is None else span(given.span),
        state=given.state,
        reason=given.reason or None,
        rule=explaining.RuleInForce(
            id=given.rule,
            profile=given.profile.id,
            version=str(given.profile.version),
            text="" if force is None else force.text,
        )
        if given.rule
        else None,
        values=[_used(used) for used in given.values],
        condition=None if force is None else _node(force.finding),
        earlier_rules=[_earlier(finding) for finding in given.earlier],
        coverage=None if coverage is None else explaining.CoverageOut(start=coverage.start, end=coverage.end),
    )


def _node(finding: Finding) -> explaining.ConditionNode:
    return explaining.ConditionNode(
        text=finding.text, result=finding.result, children=[_node(part) for part in finding.parts]
    )


def _earlier(finding: RuleFinding) -> explaining.EarlierRule:
    return explaining.EarlierRule(
        id=finding.rule.id, text=finding.text, result=finding.finding.result, condition=_node(finding.finding)
    )


def _used(used: UsedValue) -> explaining.UsedValue:
    seen = used.observation
    return explaining.UsedValue(
        signal=used.key,
        role=used.role,
        known=used.known,
        value=None if seen is None else value(seen.value),
        at=None if seen is None else seen.at,
        source_at=None if seen is None else seen.source_at,
        received_at=None if seen is None else seen.received_at,
        quality=None if seen is None else quality(seen.quality),
        session=None if seen is None else seen.session,
        sequence=None if seen is None else seen.sequence,
    )
