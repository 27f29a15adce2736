"""Figures for Prometheus, all listed in docs/reference/api.md: `dispatcher_*` and the process's own `process_*`."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from dispatcher.app.board import Board
from dispatcher.app.live import Hub
from dispatcher.app.plant import LinkState
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.state import BaseState

_COMMIT = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_HTTP = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """One registry a server; the ingest and the doors count into it, `observe` reads the board."""

    def __init__(self, version: str) -> None:
        """A fresh registry with the process's own figures."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        keep = self.registry
        self.rows = Counter("dispatcher_ingest_rows", "Observations stored", ["source"], registry=keep)
        self.duplicates = Counter(
            "dispatcher_ingest_duplicates", "Observations already known", ["source"], registry=keep
        )
        self.rejected = Counter(
            "dispatcher_ingest_rejected", "Lines or values that could not be read", ["source"], registry=keep
        )
        self.commit_seconds = Histogram(
            "dispatcher_ingest_commit_seconds", "Duration of a commit to the journal", buckets=_COMMIT, registry=keep
        )
        self.queue_rows = Gauge("dispatcher_ingest_queue_rows", "Observations received, not yet stored", registry=keep)
        self.http_requests = Counter(
            "dispatcher_http_requests", "Answered HTTP requests", ["method", "route", "status"], registry=keep
        )
        self.http_seconds = Histogram(
            "dispatcher_http_request_seconds",
            "Time to the last byte of an answer",
            ["route"],
            buckets=_HTTP,
            registry=keep,
        )
        self._up = Gauge("dispatcher_source_up", "1 while there is contact with the source", ["source"], registry=keep)
        self._rate = Gauge("dispatcher_source_rows_per_second", "Observations a second", ["source"], registry=keep)
        self._lag = Gauge(
            "dispatcher_source_lag_seconds",
            "Receive time minus source time of the newest value",
            ["source"],
            registry=keep,
        )
        self._age = Gauge("dispatcher_source_data_age_seconds", "Age of the newest data", ["source"], registry=keep)
        self._skew = Gauge(
            "dispatcher_source_clock_skew_seconds", "Source's clock minus ours", ["source"], registry=keep
        )
        self._quarantined = Gauge(
            "dispatcher_source_quarantined_rows", "Implausible observations since the start", ["source"], registry=keep
        )
        self._machines = Gauge("dispatcher_machines", "Machines by base state", ["state"], registry=keep)
        self._clients = Gauge("dispatcher_live_clients", "Open live sockets", registry=keep)
        self._messages = Gauge("dispatcher_live_messages", "Live events published since the start", registry=keep)
        self._slow = Gauge("dispatcher_live_slow_clients", "Live clients closed for being too slow", registry=keep)
        Gauge("dispatcher_build_info", "1, labelled with the version", ["version"], registry=keep).labels(version).set(
            1
        )

    def observe(self, board: Board, hub: Hub, now: Instant) -> None:
        """Set the gauges that are read off the board and the hub."""
        for gauge in (self._up, self._rate, self._lag, self._age, self._skew, self._quarantined):
            gauge.clear()
        for status in board.all_sources():
            self._up.labels(status.id).set(status.link is LinkState.UP)
            self._rate.labels(status.id).set(status.rate_per_s)
            self._quarantined.labels(status.id).set(status.quarantined)
            if status.lag is not None:
                self._lag.labels(status.id).set(status.lag / SECOND)
            if status.last_data_at is not None:
                self._age.labels(status.id).set((now - status.last_data_at) / SECOND)
            if status.clock_skew is not None:
                self._skew.labels(status.id).set(status.clock_skew / SECOND)
        states = [summary.state.base for summary in board.summaries(now)]
        for base in BaseState:
            self._machines.labels(base.value).set(states.count(base))
        self._clients.set(hub.listeners)
        self._messages.set(hub.published)
        self._slow.set(hub.overruns)

    def expose(self) -> tuple[bytes, str]:
        """The text format and its media type."""
        return generate_latest(self.registry), CONTENT_TYPE_PLAIN_0_0_4
