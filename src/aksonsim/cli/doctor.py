"""``aksonsim doctor``: what this installation is, and whether it computes what it should."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from aksonsim.cli import options
from aksonsim.cli.answers import Answer, answers

if TYPE_CHECKING:
    from aksonsim.studies.installation import Setting


@click.command("doctor")
@options.threaded
@answers
def command(threads: int | None, quiet: bool) -> Answer:
    """Check this installation, and run a self-test of about a second; exits with 1 where it fails.

    Versions, processor, cache folders, optional extras and how to get them, variables that are set. Nothing is changed.

    \b
    aksonsim doctor
    aksonsim doctor --json
    """
    from aksonsim.studies import installation
    from aksonsim.studies.selftest import selftest

    found = installation.Installation(
        machine=installation.machine(),
        packages=installation.packages(),
        extras=installation.extras(),
        caches=installation.caches(),
        variables=known_variables(),
        selftest=selftest(threads),
    )
    return Answer(found, 0 if found.selftest.holds else 1)


def known_variables() -> tuple[Setting, ...]:
    """Return the ``AKSONSIM_`` variables that are set, and for one that nothing reads the nearest that is read."""
    import difflib

    from aksonsim.cli import COMMANDS, group
    from aksonsim.cli.wrapped import PREFIX, variables
    from aksonsim.studies.installation import Setting

    known = {f"{PREFIX}_CACHE"}
    with click.Context(group) as ctx:
        for name in COMMANDS:
            one = group.get_command(ctx, name)
            for param in one.params if one else ():
                if isinstance(param, click.Option):
                    known.update(variables(param, name))
    out: list[Setting] = []
    for name in sorted(os.environ):
        if name.startswith(f"{PREFIX}_"):
            near = [] if name in known else difflib.get_close_matches(name, sorted(known), n=1)
            nearest = near[0] if near else None
            out.append(Setting(name=name, value=os.environ[name], read=name in known, near=nearest))
    return tuple(out)
