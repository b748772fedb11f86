"""The engine of one service and its unit of work: one transaction, areas set first, committed on leaving.

No other module opens a transaction for a service's own rows, and nothing here knows what the rows mean.
"""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from copy import copy
from enum import Enum
from socket import gaierror
from time import monotonic
from typing import Any, Final, cast

import asyncpg
from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared.problems import NotYours
from shared.settings import Settings

Session = AsyncConnection
Administrator = asyncpg.Connection

LOCK_TIMEOUT = "10s"
STATEMENT_TIMEOUT = "60s"
_SEE = "select set_config('app.areas', $1, true), set_config('app.held', $2, true), set_config('app.body', $3, true)"
_SEE_BY_ONE_PLAN = f"{_SEE}, set_config('plan_cache_mode', 'force_generic_plan', true)"
NOBODY: Final = "-"  # no area and no body is called so; nothing at all would stand for everybody
REST = 1.0  # seconds after which a pooled connection is asked whether it still stands

# What comes of a database that went away: from the driver, the engine, its pool, the network. A loop that serves for
# ever logs these and goes on.
DATABASE_ERRORS: Final = (
    OSError,
    DBAPIError,
    PoolTimeout,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

# Connection lost or refused, no resources, shutting down, told to stop, lock or statement took too long, deadlock.
_OUT_OF_REACH = ("08", "53", "57P", "57014", "55P03", "40001", "40P01")

# No login of these roles, no database of that name, or one without our schemas, tables and functions.
_NOT_SET_UP = ("28", "3D", "3F", "42P01", "42883")


class Everywhere(Enum):
    """The one value that stands for every area: for workers, `verify` and the public reader."""

    EVERY_AREA = "*"


EVERY_AREA: Final = Everywhere.EVERY_AREA
Areas = frozenset[str] | Everywhere
NOT_OURS: Final = "This is of an area that you do not act for."


class Database:
    """One service's way to its own schema, logged in as the service's own role."""

    def __init__(
        self, url: str, schema: str, *, role: str, password: str, pool_size: int = 5, direct_url: str | None = None
    ) -> None:
        """`url` names host, port and database; user and password are the role's. `direct_url` goes past any pooler."""
        self.schema = schema
        self.kept = self
        self._held, self._body = EVERY_AREA.value, ""
        self._url: URL = make_url(url).set(drivername="postgresql+asyncpg", username=role, password=password)
        self._direct: URL = make_url(direct_url or url).set(drivername="postgresql", username=role, password=password)
        self._settings = {
            "search_path": schema,
            "application_name": f"folkmoot {schema}",
            "idle_in_transaction_session_timeout": "60s",
        }
        limits = {"lock_timeout": LOCK_TIMEOUT, "statement_timeout": STATEMENT_TIMEOUT, "jit": "off"}
        self.engine: AsyncEngine = create_async_engine(
            self._url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=2,
            connect_args={"server_settings": self._settings | limits},
        )
        _look_after_rest(self.engine)

    @asynccontextmanager
    async def unit_of_work(self, areas: Areas, *, is_planned_once: bool = False) -> AsyncIterator[Session]:
        """One transaction that sees and writes rows of `areas` only.

        Commits on leaving; rolls back on an error, and on trial in any case. NotYours for a row that whoever it is on
        behalf of may not write. With `is_planned_once` PostgreSQL plans each statement once for its connection: for
        statements that take longer to plan than to run, and for which one plan is right whatever is asked.
        """
        seen, see = _named(areas), _SEE_BY_ONE_PLAN if is_planned_once else _SEE
        async with self.engine.connect() as session, session.begin() as transaction:
            await session.exec_driver_sql(see, (seen, self._held, self._body))
            session.info["areas"] = seen
            try:
                yield session
            except (DBAPIError, asyncpg.InsufficientPrivilegeError) as error:
                if _is_shut_out(error) and self._held != EVERY_AREA.value:
                    raise NotYours(NOT_OURS) from error
                raise
            if self.is_trial:
                await transaction.rollback()

    @asynccontextmanager
    async def lone_statement(self) -> AsyncIterator[Session]:
        """A way for one statement that no other belongs to: it is asked in one step instead of four.

        No area is set, so it sees no row of any; it is for functions that look by themselves.
        """
        async with self.engine.connect() as session:
            yield await session.execution_options(isolation_level="AUTOCOMMIT")

    def on_trial(self) -> "Database":
        """The same way to the same rows, of which nothing is kept: each unit of work is undone on leaving it."""
        return copy(self)

    def on_behalf_of(self, areas: Areas, body: str | None) -> "Database":
        """The same way for somebody who holds these areas and speaks for this body.

        Whatever areas a unit of work then says that it is for, the database itself lets it write no row of an area that
        they do not hold, and shows it no row that is another body's own.
        """
        bound = copy(self)
        bound._held, bound._body = _named(areas) or NOBODY, body or NOBODY  # noqa: SLF001 a copy of its own class
        bound.kept = bound if not self.is_trial else self.kept.on_behalf_of(areas, body)
        return bound

    @property
    def is_trial(self) -> bool:
        """Whether nothing is kept of what is done by this way; `kept` is the way by which it is."""
        return self.kept is not self

    async def kept_connection(self) -> asyncpg.Connection:
        """A connection of its own, for LISTEN and a leader's lock. Never through a transaction pooler."""
        dsn = self._direct.render_as_string(hide_password=False)
        keepalive = {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3"}
        connection = await asyncpg.connect(dsn, server_settings=self._settings | keepalive)
        try:
            await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
            await connection.execute("select set_config('app.areas', '*', false)")
        except BaseException:  # cancelled, or cut off at once: nobody else would close it
            connection.terminate()
            raise
        return connection

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


def _named(areas: Areas) -> str:
    return areas.value if isinstance(areas, Everywhere) else ",".join(sorted(areas))


def for_service(settings: Settings, service: str, *, pool_size: int = 5) -> Database:
    """The database of a service, as its own login role `folkmoot_<service>`."""
    return Database(
        settings.database_url,
        service,
        role=f"folkmoot_{service}",
        password=settings.role_password.get_secret_value(),
        pool_size=pool_size,
        direct_url=settings.database_direct_url,
    )


def identity_elsewhere(settings: Settings, service: str) -> Database | None:
    """The way to the identity schema where it lives in a database of its own; None where it lies beside the service."""
    if settings.identity_url is None:
        return None
    return for_service(settings.model_copy(update={"database_url": settings.identity_url}), service, pool_size=3)


@asynccontextmanager
async def administrator_at(url: str) -> AsyncIterator[Administrator]:
    """A connection of who owns the database, for commands and local places; no service has its address."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def without_login(url: str) -> str:
    """The address without whose it is: each service logs in as its own role."""
    return make_url(url).set(username=None, password=None).render_as_string()


def is_for(session: Session, areas: Iterable[str]) -> bool:
    """Whether a unit of work sees and writes rows of all these areas."""
    seen: str = session.info["areas"]
    return seen == EVERY_AREA.value or set(areas) <= set(seen.split(","))


async def raw(session: Session) -> asyncpg.Connection:
    """The asyncpg connection under a session, inside its transaction: for COPY and arrays."""
    return cast(asyncpg.Connection, (await session.get_raw_connection()).driver_connection)


def _look_after_rest(engine: AsyncEngine) -> None:
    """Let the pool ask a connection whether it stands before it is used, unless it was used a moment ago.

    SQLAlchemy's own `pool_pre_ping` asks always, by three statements: half of what a short transaction takes. The
    driver itself notices a connection that the server closed; only one that fell silent has to be asked.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def note(_: object, record: Any) -> None:  # noqa: ANN401 SQLAlchemy's own classes, which it keeps private
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def look(connection: Any, record: Any, _: object) -> None:  # noqa: ANN401 as above
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError
        if monotonic() - record.info.get("rests_since", monotonic()) > REST:
            try:
                engine.dialect.do_ping(connection)
            except (*DATABASE_ERRORS, engine.dialect.loaded_dbapi.Error) as error:
                raise InvalidatePoolError from error


def is_out_of_reach(error: BaseException) -> bool:
    """Whether an error says that the database cannot serve at the moment; the same request may succeed later."""
    if isinstance(error, PoolTimeout | ConnectionError | TimeoutError | gaierror):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    driver = cause.__cause__ if cause is not None and cause.__cause__ is not None else cause
    if isinstance(driver, asyncpg.InterfaceError | asyncpg.InternalClientError) and not isinstance(driver, ValueError):
        return True  # the driver found its connection gone; its ValueErrors are about values that it was given
    return _state(error).startswith(_OUT_OF_REACH)


def is_not_set_up(error: BaseException) -> bool:
    """Whether an error says that this is no database of ours, or one that was never migrated."""
    return _state(error).startswith(_NOT_SET_UP)


def is_no_address(error: BaseException) -> bool:
    """Whether an error says that a database's address cannot be read."""
    return isinstance(error, ArgumentError | asyncpg.ClientConfigurationError)


def cause_of(error: BaseException) -> BaseException:
    """What the database itself said."""
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _is_shut_out(error: BaseException) -> bool:
    """Whether a policy refused a row; where a right is missing the error is ours and stays one."""
    said = cause_of(error)
    told_by = getattr(said.__cause__ or said, "server_source_function", "")
    return _state(error) == "42501" and told_by == "ExecWithCheckOptions"


def _state(error: BaseException) -> str:
    return str(getattr(cause_of(error), "sqlstate", None) or "")
