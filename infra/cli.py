"""命令行 console — the verbs of `linli`, each a file of its own in `infra/verbs/`."""

import importlib
import pkgutil
from typing import Any

import click

import infra.verbs
from infra.settings import OperatorError

OPERATOR_ERROR_EXIT = 2


class Verbs(click.Group):
    """Finds a verb by its file, and imports no other, so that each starts quickly.

    `infra/verbs/found.py` defines a click command called `verb` and is `linli found`. A word that
    Python reserves takes an underscore: `import_.py` is `linli import`.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature.
        return sorted(_files())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- the same.
        file = _files().get(cmd_name)
        if file is None:
            return None
        verb = importlib.import_module(f"infra.verbs.{file}").verb
        if not isinstance(verb, click.Command):
            raise TypeError(f"infra/verbs/{file}.py must define a click command called verb.")
        return verb

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- click's signature.
        try:
            return super().invoke(ctx)
        except OperatorError as reason:
            click.echo(f"linli: {reason}", err=True)
            ctx.exit(OPERATOR_ERROR_EXIT)


def _files() -> dict[str, str]:
    files = (module.name for module in pkgutil.iter_modules(infra.verbs.__path__))
    return {file.rstrip("_").replace("_", "-"): file for file in files}


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """邻里 Linli — an event-sourced platform for civic participation in a neighbourhood."""


if __name__ == "__main__":
    main()
