"""Peers that are not of our own environment: each has one, pinned, made when it is first measured."""

import subprocess
import sys
from pathlib import Path

from shared.servers.ways import NoWay

FOLDER = Path(__file__).parents[2] / "build/bench"


def interpreter(requirement: str) -> Path:
    """A Python that has this package, by its name and version; NoWay where it cannot be installed."""
    folder = FOLDER / requirement.replace("==", "-")
    python = folder / "bin/python"
    if not (folder / "ready").exists():
        install = [str(python), "-m", "pip", "install", "--quiet", "--pre", requirement]
        for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], install):
            if subprocess.run(command, check=False).returncode != 0:
                raise NoWay(requirement, [f"pip install {requirement} in an environment of its own: {folder}"])
        (folder / "ready").touch()
    return python
