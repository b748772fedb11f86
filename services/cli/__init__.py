"""The `folkmoot` command: running the product, its keys, its clock, its messages, and the demonstration."""

import typer

from services.cli import (
    clients,
    clock,
    demo,
    docs,
    keys,
    meetings,
    messages,
    postcodes,
    providers,
    pull,
    push,
    record,
    register,
    run,
    verify,
)
from services.cli.refusal import Commands

app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False
)
app.command("up")(run.up)
app.command("demo")(demo.demonstrate)
app.command("serve")(run.serve)
app.command("work")(run.work)
app.command("migrate")(run.migrate)
app.command("topology")(run.topology)
app.command("restore-check")(run.restore_check)
app.command("erase-again")(run.erase_again)
app.command("push")(push.push)
app.command("pull")(pull.pull_due)
app.command("meetings")(meetings.take_meetings)
app.command("postcodes")(postcodes.load_postcodes)
app.command("verify")(verify.verify)
app.command("verify-record")(record.verify_record)
app.command("witness")(record.witness)
app.command("resend")(messages.resend)
app.command("rebuild")(messages.rebuild)
app.command("docs")(docs.print_pages)
keys.app.command("trust")(clients.trust)
keys.app.command("client")(clients.client)
keys.app.command("guest")(clients.guest)
keys.app.command("connect")(providers.connect)
keys.app.command("end-provider")(providers.end)
keys.app.command("reset-factor")(providers.reset_factor)
app.add_typer(keys.app, name="keys")
app.add_typer(record.app, name="record")
app.add_typer(register.app, name="register")
app.add_typer(clock.app, name="clock")
app.add_typer(messages.dead, name="dead")
