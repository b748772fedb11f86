"""Writes the secrets that docker-compose.yml mounts, each once, into deploy/secrets/. Standard library only."""

import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "secrets"


def contents() -> dict[str, str]:
    """Fresh contents for every secret file, fitting together."""
    database, broker = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    return {
        "database_password": database,
        "folkmoot_admin_url": f"postgresql://postgres:{database}@database:5432/folkmoot",
        "folkmoot_role_password": secrets.token_urlsafe(24),
        "folkmoot_secret": secrets.token_urlsafe(32),
        "folkmoot_provider_secrets": "{}",
        "folkmoot_record_key": secrets.token_urlsafe(32),
        "folkmoot_amqp_url": f"amqp://folkmoot:{broker}@broker:5672/",
        "broker_user.conf": f"default_user = folkmoot\ndefault_pass = {broker}",
    }


def write(folder: Path) -> list[str]:
    """Write all of them into `folder` unless any is there already; the names written."""
    fresh = contents()
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    if any((folder / name).exists() for name in fresh):
        return []
    for name, secret in fresh.items():
        (folder / name).write_text(secret + "\n")
        (folder / name).chmod(0o644)
    return list(fresh)


if __name__ == "__main__":
    written = write(FOLDER)
    sys.stdout.write(f"wrote {', '.join(written)}\n" if written else "the secrets are there already; nothing changed\n")
