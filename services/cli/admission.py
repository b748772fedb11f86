"""The group `keys`: whoever comes with a key, as a client of an issuer, as a guest, or by an organisation's sign-in."""

from services.cli import clients, providers
from services.cli.keys import app

app.command("trust")(clients.trust)
app.command("client")(clients.client)
app.command("guest")(clients.guest)
app.command("connect")(providers.connect)
app.command("end-provider")(providers.end)
app.command("reset-factor")(providers.reset_factor)
