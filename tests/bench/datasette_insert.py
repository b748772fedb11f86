"""How fast datasette takes batches by its insert API, in its own process and environment: it knows nothing of ours.

`python datasette_insert.py BATCHES FOLDER`: each line of the file is the body of one request. Prints the seconds that
all took and the rows that stand afterwards. Its table has the key that ours has; it compares and tells nothing.
"""

import asyncio
import json
import sqlite3
import sys
import time
from pathlib import Path

from datasette.app import Datasette  # type: ignore[import-not-found]

TABLE = """
create table figure (id integer primary key, area text, measure text, period text, value real,
                     unique (area, measure, period))
"""


async def main(bodies: list[bytes], folder: Path) -> None:
    """Post every batch, one after another."""
    path = folder / "figures.db"
    with sqlite3.connect(path) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute(TABLE)
    application = Datasette([str(path)], settings={"max_insert_rows": 10_000})
    application.root_enabled = True
    await application.invoke_startup()
    cookies = {"ds_actor": application.client.actor_cookie({"id": "root"})}
    headers = {"Content-Type": "application/json"}
    began = time.perf_counter()
    for body in bodies:
        answer = await application.client.post(
            "/figures/figure/-/insert", content=body, headers=headers, cookies=cookies
        )
        if answer.status_code != 201:
            raise RuntimeError(answer.text[:500])
    taken = time.perf_counter() - began
    with sqlite3.connect(path) as connection:
        ((stored,),) = connection.execute("select count(*) from figure")
    print(json.dumps({"seconds": taken, "rows": stored}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).read_bytes().splitlines(), Path(sys.argv[2])))
