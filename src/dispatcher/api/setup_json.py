"""From what setting up found to response models, in the reader's language, without secrets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from dispatcher.api import render
from dispatcher.api.schemas import connectors, setup
from dispatcher.api.schemas.common import CodedText, Words
from dispatcher.app.plant import Newest, SourceError
from dispatcher.app.setup.discovering import Search
from dispatcher.app.setup.recognising import Candidate, Recognised
from dispatcher.app.setup.suggesting import DevicePreview, Fit
from dispatcher.app.setup.trial import TrialView
from dispatcher.app.texts import Texts
from dispatcher.domain.signal import SignalSpec
from dispatcher.ports.connector import Place
from dispatcher.ports.kit import FieldType, FormField, Kind


def kind(given: Kind, texts: Texts, language: str) -> connectors.ConnectorKind:
    """A connector with its form."""
    return connectors.ConnectorKind(
        id=given.id,
        title=texts.text(language, given.title),
        summary=_text(texts, language, given.summary),
        delivery=given.delivery,
        guarantee=given.guarantee,
        abilities=list(given.abilities),
        extra=given.extra,
        tier=given.tier,
        available=given.available,
        schemes=list(given.schemes),
        port=given.port,
        findable=given.findable,
        mapped=given.mapped,
        settings=[field(own, texts, language) for own in given.settings],
    )


def field(given: FormField, texts: Texts, language: str) -> connectors.SettingField:
    """One field of a form; what has no text is called by its name."""
    return connectors.SettingField(
        name=given.name,
        title=_text(texts, language, given.title) or given.name,
        help=_text(texts, language, given.help),
        type=given.type,
        secret=given.secret,
        required=given.required,
        default=given.default,
        unit=given.unit,
        example=given.example,
        choices=list(given.choices) if given.type is FieldType.CHOICE else None,
        minimum=given.minimum,
        maximum=given.maximum,
        columns=[field(own, texts, language) for own in given.columns] if given.type is FieldType.TABLE else None,
    )


def _text(texts: Texts, language: str, key: str) -> str:
    return texts.text(language, key) if texts.has(key) else ""


def coded(given: SourceError, texts: Texts, language: str) -> CodedText:
    """An error of a link in the reader's words."""
    return CodedText(
        code=given.code,
        params=render.params(given.params),
        text=texts.text(language, f"error.{given.code}", given.params),
    )


def recognised(
    given: Recognised, secrets: Mapping[str, Collection[str]], texts: Texts, language: str
) -> setup.Recognised:
    """`secrets`: connector -> settings that are left out."""
    return setup.Recognised(
        address=given.address,
        candidates=[_candidate(own, secrets.get(own.connector, ()), texts, language) for own in given.candidates],
        tried=[
            setup.Tried(
                connector=own.connector,
                title=texts.text(language, own.title),
                problem=coded(own.problem, texts, language),
            )
            for own in given.tried
        ],
    )


def _candidate(given: Candidate, secrets: Collection[str], texts: Texts, language: str) -> setup.Candidate:
    return setup.Candidate(
        connector=given.connector,
        title=texts.text(language, given.title),
        score=given.score,
        settings={name: _plain(value) for name, value in given.settings.items() if name not in secrets},
        protocol=given.protocol,
        version=given.version,
        devices=[_device(own) for own in given.devices],
        problem=None if given.problem is None else coded(given.problem, texts, language),
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can say
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(name): _plain(own) for name, own in value.items()}
        case list() | tuple():
            return [_plain(own) for own in value]
        case _:
            return str(value)


def _device(given: DevicePreview) -> setup.DevicePreview:
    device = given.device
    return setup.DevicePreview(
        device=device.name,
        uuid=device.uuid,
        manufacturer=device.manufacturer,
        model=device.model,
        serial=device.serial,
        suggested=setup.SuggestedMachine(id=given.suggested.id, name=given.suggested.name, kind=given.suggested.kind),
        signals=[_signal(own.spec, None if own.at is None else Newest(own.at, own.value)) for own in given.signals],
        truncated=given.truncated,
        profiles=[_fit(own) for own in given.profiles],
    )


def _signal(spec: SignalSpec, newest: Newest | None) -> setup.SignalPreview:
    return setup.SignalPreview(
        key=spec.key,
        name=spec.name,
        category=spec.category,
        type=spec.type,
        sub_type=spec.sub_type,
        units=spec.units,
        component=spec.component,
        value=None if newest is None else render.value(newest.value),
        at=None if newest is None else newest.at,
    )


def _fit(given: Fit) -> setup.ProfileFit:
    profile = given.profile
    return setup.ProfileFit(
        id=profile.id,
        title=Words(en=profile.title["en"], ru=profile.title["ru"]),
        connector=profile.mapping.connector,
        score=given.score,
        missing=list(given.missing),
        state=given.state,
        rule=given.rule,
        reason=given.reason,
    )


def places(found: list[Place], *, truncated: bool) -> setup.Places:
    """What lies in a folder."""
    return setup.Places(
        places=[
            setup.PlaceOut(
                address=own.address, title=own.title, leaf=own.leaf, type=own.type, units=own.units, value=own.value
            )
            for own in found
        ],
        truncated=truncated,
    )


def trial(given: TrialView, texts: Texts, language: str) -> setup.Trial:
    """A trial as of now."""
    link, explained = given.link, given.explained
    notes = [render.note(note, texts, language) for note in given.notes]
    anew = [SourceError(code="trial_signal_anew", params={"key": key}) for key in given.anew]
    return setup.Trial(
        id=given.id,
        expires_at=given.expires_at,
        connector=given.connector,
        device=given.device,
        link=setup.TrialLink(
            state=link.link,
            error=None
            if link.error is None
            else coded(SourceError(code=link.error.code, params=link.error.params), texts, language),
            since=link.since,
        ),
        observations=given.observations,
        rate_per_s=link.rate_per_s,
        profile=given.rules.profile.id,
        profile_text=given.rules.text,
        signals=[_signal(spec, newest) for spec, newest in given.signals],
        truncated=given.truncated,
        state=setup.TrialState(
            code=explained.state,
            rule=explained.rule,
            reason=explained.reason,
            since=None if explained.span is None else explained.span.start,
            tree=render.explanation(explained),
        ),
        spans=[setup.TrialSpan(start=own.start, end=own.end, state=own.value, rule=own.rule) for own in given.spans],
        problems=[
            *(coded(problem, texts, language) for problem in anew),
            *(CodedText(code=note.code, params=note.params, text=note.text) for note in notes),
        ],
    )


def search(given: Search) -> setup.Search:
    """A search as of now."""
    return setup.Search(
        range=given.range,
        total=given.total,
        done=given.done,
        found=[
            setup.FoundDevice(connector=own.connector, address=own.address, device=own.device.name)
            for own in given.found
        ],
        finished=given.finished,
    )
