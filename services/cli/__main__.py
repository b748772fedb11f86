"""`python -m services.cli`: the `folkmoot` command."""

from services.cli import app

app()
