import importlib
import pkgutil
import re
from pathlib import Path

import domain
from domain.kernel import Refused

RULE_TESTS = ("community", "residents", "suggestions", "voting")


def refusals() -> dict[str, type[Refused]]:
    """Every refusal that the domain knows, by its name."""
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)
    return {
        kind.__name__: kind for kind in _below(Refused) if kind.__module__.startswith("domain.")
    }


def _below(kind: type[Refused]) -> list[type[Refused]]:
    return [each for below in kind.__subclasses__() for each in (below, *_below(below))]


def test_every_refusal_happens_in_some_test() -> None:
    texts = [
        path.read_text("utf-8")
        for room in RULE_TESTS
        for path in sorted((Path(__file__).parent / room).glob("test_*.py"))
    ]
    refused = set(re.findall(r"\.then_refused\(\s*(\w+)\s*\)", "\n".join(texts)))
    assert len(refusals()) >= 16
    assert refused == set(refusals())


def test_every_refusal_says_why_in_a_sentence() -> None:
    for name, kind in refusals().items():
        assert (kind.__doc__ or "").endswith("."), name
