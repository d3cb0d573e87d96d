"""``aksonsim schema``: what editors complete and check scenario files by."""

from __future__ import annotations

import json

import click

from aksonsim.cli.streams import say


@click.command()
def command() -> None:
    """Print the JSON Schema (draft 2020-12) of scenario files.

    In an editor with the YAML language server, begin the file with
    ``# yaml-language-server: $schema=aksonsim.schema.json``.

    \b
    aksonsim schema > aksonsim.schema.json
    """
    from aksonsim.model.jsonschema import schema

    say(*json.dumps(schema(), indent=2, ensure_ascii=True).splitlines())
