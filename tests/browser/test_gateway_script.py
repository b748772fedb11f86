"""The gateway's script in front of the containers answers as the local gateway does; run here in Chromium's engine."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.unit.test_gateway import NAMES, READINESS

pytestmark = pytest.mark.xdist_group("browser")

SCRIPT = Path(__file__).parents[2] / "deploy" / "gateway" / "readiness.js"
# The gateway's request object, as far as the script uses it; `answers` are status and body by the path asked for.
RUN = """async ([script, answers]) => {
  const module = await import("data:text/javascript," + encodeURIComponent(script));
  const given = {};
  const r = {
    headersOut: {},
    subrequest: async (path) => ({ status: answers[path][0], responseText: answers[path][1] }),
    return: (status, body) => { given.status = status; given.body = body; },
  };
  await module.default.ready(r);
  return { ...given, headers: r.headersOut };
}"""


@pytest.mark.parametrize("case", READINESS)
def test_the_script_says_what_the_local_gateway_says(case: str, browser: Browser) -> None:
    answers, status, worst, told = READINESS[case]
    asked = {f"/gateway/readyz/{name}": each for name, each in zip(NAMES, answers, strict=True)}
    page = browser.new_page()
    given = page.evaluate(RUN, [SCRIPT.read_text(), asked])
    page.close()
    assert given["status"] == status
    assert given["headers"]["Content-Type"] == "application/json"
    assert json.loads(given["body"]) == {"status": worst, "services": dict(zip(NAMES, told, strict=True))}
