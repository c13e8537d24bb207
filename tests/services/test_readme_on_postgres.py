import re
import shutil
import subprocess
from pathlib import Path

import pytest

from services.routers import API_ROUTERS
from tests.services.conftest import Neighbourhood

README = Path(__file__).parents[2] / "services" / "README.md"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_example_of_the_readme_runs(neighbourhood: Neighbourhood, tmp_path: Path) -> None:
    [example] = re.findall(r"```sh\n(.*?)```", README.read_text(), re.DOTALL)
    example = example.replace("127.0.0.1:8000", f"127.0.0.1:{neighbourhood.port}")
    said = subprocess.run(
        ["sh", "-e", "-c", example], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert '"name":"王小明"' in said.stdout
    assert "/problems/" not in said.stdout


def test_every_router_has_its_line_in_the_readme() -> None:
    text = README.read_text()
    for router in API_ROUTERS:
        for route in router.routes:
            module = route.endpoint.__module__.rpartition(".")[2]  # type: ignore[attr-defined]
            assert f"`{module}.py`" in text
