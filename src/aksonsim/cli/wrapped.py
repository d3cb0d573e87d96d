"""What every command has on top of its own options: defaults from the environment, --quiet, --verbose, completion."""

from __future__ import annotations

import contextlib
import functools
import os
import time
import traceback
from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

import click
from click.core import ParameterSource

from aksonsim.cli.completing import FileName, ScenarioName
from aksonsim.cli.options import within_cores
from aksonsim.cli.streams import say
from aksonsim.cli.takes import refuse_other_kinds
from aksonsim.cli.targets import refuse_targets
from aksonsim.errors import AksonsimError
from aksonsim.machine import peak_memory

PREFIX = "AKSONSIM"
EVERYWHERE = ("lang", "threads", "quiet", "verbose")
"""Options that a variable without a command's name sets as well, since they change no number."""
_LEVELS = "aksonsim.levels"


def wrapped(command: click.Command, name: str) -> click.Command:
    """Return a copy of a command that takes defaults from the environment and knows ``--quiet`` and ``--verbose``."""
    out = copy(command)
    known = {opt for param in command.params for opt in param.opts}
    added = [option for option in levels() if not known.intersection(option.opts)]
    out.params = [_equipped(param, name) for param in [*command.params, *added]]
    if command.callback is not None:
        out.callback = _told(command.callback, name)
    return out


def levels() -> list[click.Option]:
    """Return ``--quiet`` and ``--verbose``; `level` says which of them was heard."""
    texts = {
        "quiet": "Nothing on stderr but errors.",
        "verbose": "On stderr: options that were set and by whom, time, memory; of an error, where it arose.",
    }
    return [
        click.Option(
            [f"-{name[0]}", f"--{name}"],
            is_flag=True,
            expose_value=False,
            callback=_heard,
            help=text,
        )
        for name, text in texts.items()
    ]


def variables(option: click.Option, command: str) -> list[str]:
    """Return the environment variables that give an option of a command its default, the strongest first."""
    found = []
    for bare in (opt.removeprefix("--") for opt in option.opts if opt.startswith("--")):
        name = bare.replace("-", "_").upper()
        found += [f"{PREFIX}_{command.upper()}_{name}", *([f"{PREFIX}_{name}"] if bare in EVERYWHERE else [])]
    return found


def taken(ctx: click.Context | None) -> list[str]:
    """Return what options were taken from the environment, each as ``NAME=value``."""
    found: list[str] = []
    while ctx is not None:
        for param in ctx.command.params:
            if param.name and ctx.get_parameter_source(param.name) is ParameterSource.ENVIRONMENT:
                found.append(next(f"{name}={os.environ[name]}" for name in _listed(param) if os.environ.get(name)))
        ctx = ctx.parent
    return list(dict.fromkeys(found))


def level(ctx: click.Context) -> str:
    """Return ``quiet``, ``verbose`` or ``normal``; the command line is stronger than the environment."""
    heard: dict[str, ParameterSource] = ctx.meta.get(_LEVELS, {})
    typed = [name for name, source in heard.items() if source is ParameterSource.COMMANDLINE]
    names = typed or list(heard)
    if len(names) > 1:
        raise click.UsageError("--quiet and --verbose exclude each other")
    return names[0] if names else "normal"


def _heard(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    source = ctx.get_parameter_source(param.name) if param.name else None
    if value and source is not None and param.name:
        ctx.meta.setdefault(_LEVELS, {})[param.name] = source
    return value


def _listed(param: click.Parameter) -> list[str]:
    return [param.envvar] if isinstance(param.envvar, str) else list(param.envvar or ())


def _equipped(param: click.Parameter, command: str) -> click.Parameter:
    """Return a copy of a parameter with its variables and what completes it."""
    out = copy(param)
    plain = out.type is click.STRING
    if isinstance(out, click.Option):
        out.envvar = variables(out, command)
        if "--quiet" in out.opts:
            out.callback = _heard
            out.help = "Nothing on stderr but errors."
        if "--scenario" in out.opts:
            out.type = ScenarioName()
        elif "--overlay" in out.opts:
            out.type = FileName()
    elif plain:
        out.type = FileName()
    return out


def _told(function: Callable[..., Any], command: str) -> Callable[..., Any]:
    """Return a command's function, run as loudly as was asked, its errors with what came from the environment."""

    @functools.wraps(function)
    def run(*args: Any, **named: Any) -> Any:
        ctx = click.get_current_context()
        loud = level(ctx)
        if "quiet" in named:
            named["quiet"] = loud == "quiet"
        with contextlib.ExitStack() as stack:
            if loud == "quiet":
                nowhere = stack.enter_context(open(os.devnull, "w", encoding="utf-8"))
                stack.enter_context(contextlib.redirect_stderr(nowhere))
            elif loud == "verbose":
                stack.enter_context(_verbose(ctx))
            try:
                refuse_other_kinds(ctx, command)
                refuse_targets(ctx)
                within_cores(named)
                return function(*args, **named)
            except AksonsimError as error:
                for variable in taken(ctx):
                    error.add_note(variable)
                raise

    return run


@contextlib.contextmanager
def _verbose(ctx: click.Context) -> Iterator[None]:
    """Tell on stderr what was set and by whom; at the end time and memory, or where an error arose."""
    began = time.perf_counter()
    for param in ctx.command.params:
        source = ctx.get_parameter_source(param.name) if param.name else None
        if param.name in ctx.params and source in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT):
            value = ctx.params[param.name]
            say(f"{param.opts[-1]}: {value} ({source.name.lower()})", err=True)
    try:
        yield
    except Exception as error:
        if not isinstance(error, (click.exceptions.Exit, BrokenPipeError)):
            say(*"".join(traceback.format_exception(error)).splitlines(), err=True)
        raise
    finally:
        say(f"{time.perf_counter() - began:.2f} s{_memory()}", err=True)


def _memory() -> str:
    """Return the most memory this process has held, where the system tells."""
    most = peak_memory()
    return "" if most is None else f", at most {most / 2**20:.0f} MB of memory"
