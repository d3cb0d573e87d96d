"""The command line: one command a file, imported when it is called, and one place where errors end."""

from __future__ import annotations

import difflib
import io
import re
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from aksonsim.cli.streams import doors, lost, say
from aksonsim.cli.wrapped import levels, taken, wrapped
from aksonsim.errors import AksonsimError, ScenarioError

TASKS: dict[str, dict[str, str]] = {
    "Write a scenario": {
        "init": "Write a commented starter file.",
        "validate": "Check a scenario file.",
        "show": "Print a scenario in its resolved form.",
        "schema": "Print the JSON Schema of scenario files, for editors.",
        "export": "Write a scenario file as a workbook that a reviewer can edit.",
        "import": "Read a register, or a workbook of export, as a scenario file; say what was read and must be asked.",
    },
    "Run and see": {
        "run": "Simulate, and write the result as netCDF.",
        "summary": "Print the tables of a result.",
        "plot": "Draw a picture of a result.",
        "report": "Write a result as a report: one HTML page that needs no network, or a PDF.",
    },
    "Review": {
        "check": "Test published figures against the model, and review the register.",
        "sensitivity": "Show what drives an output: inputs, events, drivers, correlations.",
        "schedule": "Show when the work ends, what lies on the longest path, and what moves the finish.",
        "jcl": "Show how surely cost and finish are kept together, and the frontier of the two.",
        "waterfall": "Show the effect of each change on mean, P50 and P85.",
        "seek": "Find which value of one assumption makes a figure equal a target.",
        "outside": "Compare the estimate with reference classes of finished projects.",
        "ledger": "List every number a scenario rests on, with its origin and weight.",
    },
    "Decide": {
        "compare": "Compare scenarios: figures, paired differences, joint confidence, dominance, regret.",
        "economics": "Evaluate benefits and costs: net present value, break-even, published values.",
        "information": "Rank what would be worth finding out before the decision to go ahead.",
    },
    "Research": {
        "sweep": "Simulate a scenario at many points of its parameters.",
        "explore": "Analyse a sweep: what matters, and when things go wrong.",
        "calibrate": "Fit named numbers to stated figures, and say what these do not determine.",
        "backtest": "Compare what really happened with the model, with nothing fitted to it.",
    },
    "Trust": {
        "verify": "Run a result again from its own attributes and compare.",
        "doctor": "Check this installation: versions, threads, cache, extras, and a short self-test.",
        "completion": "Print the script with which a shell completes commands, files and scenario names.",
    },
}
"""Commands by what they are for, with their short help; each lives in the module of its name as ``command``."""
COMMANDS: dict[str, str] = {name: text for commands in TASKS.values() for name, text in commands.items()}


def module_of(name: str) -> str:
    """Return the module of a command; a name that Python keeps for itself has an underscore there."""
    return f"aksonsim.cli.{name}{'_' if iskeyword(name) else ''}"


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called, so that ``--help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of a user's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(module_of(cmd_name)).command
        return wrapped(command, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or suggest the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"commands: {', '.join(COMMANDS)}"
            ctx.fail(f"no command {args[0]}; {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; click would exit with 1 where another process closes its end of a pipe."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise AksonsimError(f"another process ended: {error.strerror}") from error

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """List the commands that begin so, and the group's own options, without importing any command."""
        named = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return named + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by task, without importing any of them."""
        wide = max(map(len, COMMANDS))
        for task, commands in TASKS.items():
            with formatter.section(task):
                formatter.write_dl([(name.ljust(wide), text) for name, text in commands.items()])


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        import aksonsim

        say(f"aksonsim {aksonsim.__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup, name="aksonsim", context_settings={"help_option_names": ["-h", "--help"]}, params=[*levels()]
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Print the version and exit."
)
def group() -> None:
    """Simulate cost, commitment and adoption of a public programme in one coupled draw.

    Amounts are in the currency and price year of the file. P85 = 85 % chance that the cost is not exceeded.

    \b
    aksonsim init mine
    aksonsim run configs/akson.yaml
    AKSONSIM_RUN_DRAWS=100000 aksonsim --verbose run configs/akson.yaml
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 done, 1 a check did not hold, 2 the input is wrong, 130 interrupted."""
    with doors() as out:
        code = _run(None if arguments is None else list(arguments))
        out.flush()
        if told := lost(out.fault):
            code = _complain(told)
    sys.exit(code)


def _run(arguments: list[str] | None) -> int:
    """Run the command line and return the exit code; every fault ends here, in a sentence."""
    try:
        outcome = group.main(args=arguments, prog_name="aksonsim", standalone_mode=False)
        return outcome if isinstance(outcome, int) else 0
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        say(*shown.getvalue().splitlines(), err=True)
        if isinstance(error, click.UsageError):
            _suggest_target(error)
        _name_variables(taken(error.ctx) if isinstance(error, click.UsageError) else ())
        return 2
    except (click.Abort, KeyboardInterrupt):
        say("interrupted", err=True)
        return 130
    except ScenarioError as error:
        _complain(*map(str, error.problems))
        _name_variables(getattr(error, "__notes__", ()))
        return 2
    except AksonsimError as error:
        _complain(*str(error).splitlines())
        _name_variables(getattr(error, "__notes__", ()))
        return 2
    except MemoryError:
        return _complain("the memory that this process may use is not enough; take fewer draws, or keep less")
    except RuntimeError as error:
        if "can't start new thread" not in str(error):
            raise
        return _complain("the system gives this process no more threads; take fewer: --threads 1")
    except OSError as error:
        what = error.strerror or str(error)
        return _complain(f"{error.filename}: {what}" if error.filename else what)


def _name_variables(settings: Iterable[str]) -> None:
    """Name what came from the environment: whoever set it there may not remember."""
    say(*(f"from the environment: {setting}" for setting in settings), err=True)


def _suggest_target(error: click.UsageError) -> None:
    """Say how a file to write is named where it was given as one argument too many."""
    extra = re.match(r"Got unexpected extra argument \((.*)\)", error.message)
    options = {opt for param in error.ctx.command.params for opt in param.opts} if error.ctx else set()
    if extra and "-o" in options:
        say(f"to write to it: -o {extra[1]}", err=True)


def _complain(*sentences: str) -> int:
    say(*(f"error: {sentence}" for sentence in sentences), err=True)
    return 2
