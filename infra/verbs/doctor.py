"""体检 doctor — says what is well, what is not, and what to do about it."""

import click

from infra.settings import Settings


@click.command()
@click.pass_context
def verb(ctx: click.Context) -> None:
    """Examine this installation; the exit code is 1 when something is amiss."""
    from infra.doctor import examine

    findings = examine(Settings.from_env())
    for finding in findings:
        click.echo(f"{'✓' if finding.well else '✗'} {finding.chinese}  {finding.english}")
        if finding.advice:
            click.echo(f"    → {finding.advice}")
    ctx.exit(0 if all(finding.well for finding in findings) else 1)
