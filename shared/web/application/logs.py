"""Logs are lines of JSON: an event's name and fields from a closed list. No personal data, no errors' texts, no paths.

What a library logs is reduced to its name, level and the unfilled message, for the same reason.
"""

import logging
import sys
import traceback
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

ALLOWED = frozenset(
    {
        "attempts", "caller", "consumer", "correlation_id", "count", "error", "event", "kind", "level", "logger",
        "message", "method", "milliseconds", "position", "reason", "request_id", "route", "service", "status", "stream",
        "time", "where",
    }
)  # fmt: skip  # a list of words reads better in rows


def configure(stream: TextIO | None = None) -> None:
    """Write all logs of this process to `stream` (standard error unless given). The first call counts."""
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", key="time"),
            keep_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: _Lines(stream),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_FromLibraries()])


def keep_allowed(logger: WrappedLogger, method: str, fields: EventDict) -> EventDict:  # noqa: ARG001 structlog's shape
    """Drop every field that is not on the list, and say how many were dropped."""
    kept = {name: value for name, value in fields.items() if name in ALLOWED}
    return kept if len(kept) == len(fields) else {**kept, "dropped": len(fields) - len(kept)}


def failure(error: BaseException) -> dict[str, Any]:
    """An error as fields: its class and where it was raised. Its text may hold what people sent, so it is left out."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    where = [f"{_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": f"{type(error).__module__}.{type(error).__qualname__}", "where": where}


def _module(filename: str) -> str:
    return "/".join(filename.split("/")[-3:])


class _Lines:
    """Writes each line at once, to the standard error of the moment unless a stream was given."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def _write(self, line: str) -> None:
        print(line, file=self._stream or sys.stderr, flush=True)

    debug = info = warning = error = critical = exception = _write


class _FromLibraries(logging.Handler):
    """Passes on what libraries log, without the values that they put into it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record's unfilled message."""
        fields = failure(record.exc_info[1]) if record.exc_info and record.exc_info[1] else {}
        log = structlog.get_logger()
        log.warning(
            "library.logged", logger=record.name, message=str(record.msg)[:200], level=record.levelname, **fields
        )
