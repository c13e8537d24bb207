"""测速 benchmarks — `linli bench NAME`: one of them, or all, each figure beside its control."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click

from tests.benchmarks.accept import accept, accept_duplicates
from tests.benchmarks.growth import growth
from tests.benchmarks.http_vote import http_vote, vote_latency
from tests.benchmarks.lag import lag
from tests.benchmarks.list_page import list_page
from tests.benchmarks.loss import loss
from tests.benchmarks.measuring import Figure, Size, tell
from tests.benchmarks.memory import memory
from tests.benchmarks.open_ballots import open_ballots
from tests.benchmarks.rebuild import rebuild, rebuild_one

BENCHMARKS: dict[str, Callable[[Size], Iterator[Figure]]] = {
    "accept": accept,
    "accept-duplicates": accept_duplicates,
    "growth": growth,
    "http-vote": http_vote,
    "vote-latency": vote_latency,
    "lag": lag,
    "rebuild": rebuild,
    "rebuild-one": rebuild_one,
    "memory": memory,
    "list-page": list_page,
    "loss": loss,
    "open-ballots": open_ballots,
}


@click.command()
@click.argument("name", type=click.Choice(["all", *BENCHMARKS]))
@click.option("--json", "as_json", is_flag=True, help="一行一个 JSON · A line of JSON a figure.")
@click.option("--full", "size", flag_value=Size.FULL.value, help="全量 · All that is asked.")
@click.option("--smoke", "size", flag_value=Size.SMOKE.value, help="试跑 · Whether it runs.")
def main(name: str, size: str | None, *, as_json: bool) -> None:
    """测速 Measure on this machine what Linli can carry; nothing of yours is touched."""
    chosen = Size(size) if size else Size.USUAL
    for each in BENCHMARKS if name == "all" else [name]:
        tell(BENCHMARKS[each](chosen), as_json=as_json)


if __name__ == "__main__":
    main(prog_name="linli bench")
