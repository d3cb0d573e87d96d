"""``aksonsim completion``: the script with which a shell completes commands, options, files and scenario names."""

from __future__ import annotations

import click

from aksonsim.cli.streams import say_bytes


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that teaches a shell to complete aksonsim.

    Names of scenarios are completed after -s where the file stands before it.

    \b
    aksonsim completion bash > ~/.local/share/bash-completion/completions/aksonsim
    aksonsim completion zsh > ~/.zfunc/_aksonsim
    aksonsim completion fish > ~/.config/fish/completions/aksonsim.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    group = ctx.find_root().command
    say_bytes(kind(group, {}, "aksonsim", "_AKSONSIM_COMPLETE").source() + "\n")
