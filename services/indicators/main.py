"""The HTTP application of the indicators service: builds the world, decides nothing."""

from functools import partial
from pathlib import Path

from fastapi import FastAPI

from services.indicators.api.figure import batch, change, form, held, report, series, source, supply
from services.indicators.api.judgement import baseline, forecast, sample
from services.indicators.api.mapping import mapping, pull
from services.indicators.api.measure import measure
from services.indicators.api.question import challenge, enquiry, explanation, removal, warning
from services.indicators.handlers.figure.batch import post_each
from services.indicators.pages.figure import held as held_pages
from services.indicators.pages.figure import receipt as receipt_pages
from services.indicators.pages.figure import supply as supply_pages
from services.indicators.pages.figure import upload as upload_pages
from services.indicators.pages.measure import area as area_pages
from services.indicators.pages.measure import description as description_pages
from services.indicators.pages.measure import measure as measure_pages
from services.indicators.pages.question import explanation as explanation_pages
from services.indicators.pages.question import removal as removal_pages
from shared.clock import Clock
from shared.database import Database
from shared.register import names, registers_missing
from shared.settings import Settings
from shared.together import Together
from shared.web.application.app import create_app
from shared.web.application.health import Checks
from shared.web.failed_messages import failed_messages

TEMPLATES = Path(__file__).parent / "templates"
EXAMPLES = Path(__file__).parent / "api" / "examples.json"


def create(settings: Settings, database: Database, clock: Clock) -> FastAPI:
    """The application, on this database and clock."""
    app = create_app(
        "indicators",
        settings=settings,
        database=database,
        clock=clock,
        routers=[
            batch.router,
            held.router,
            form.router,
            source.router,
            mapping.router,
            pull.router,
            measure.router,
            explanation.router,
            warning.router,
            area_pages.router,
            measure_pages.router,
            explanation_pages.router,
            forecast.router,
            challenge.router,
            removal.router,
            removal_pages.router,
            enquiry.router,
            supply.router,
            supply_pages.router,
            upload_pages.router,
            held_pages.router,
            receipt_pages.router,
            baseline.router,
            sample.router,
            change.router,
            series.router,
            report.router,
            description_pages.router,
            failed_messages("indicators"),
        ],
        templates=TEMPLATES,
        checks=Checks(readiness=registers_missing),
        examples=EXAMPLES,
    )
    app.state.naming = names
    app.state.gathering = Together(partial(post_each, database))
    return app
