"""Every component in every state as static pages: to be looked at, and the fixture of the component tests.

All names, cases and dates in it are invented; the recycling figures are Trafford's published ones.
"""

from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
