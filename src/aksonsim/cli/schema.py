"""``aksonsim schema``: what editors complete and check scenario files by."""

from __future__ import annotations

import json

import click

from aksonsim.cli.streams import say


@click.command()
@click.option("--map", "mapping", is_flag=True, help="Of mapping files (FILE.map.yaml), as import writes them.")
def command(mapping: bool) -> None:
    """Print the JSON Schema (draft 2020-12) of scenario files.

    In an editor with the YAML language server, begin the file with
    ``# yaml-language-server: $schema=aksonsim.schema.json``.

    \b
    aksonsim schema > aksonsim.schema.json
    aksonsim schema --map > aksonsim.map.schema.json
    """
    from aksonsim.model.jsonschema import mapping_schema, schema

    say(*json.dumps(mapping_schema() if mapping else schema(), indent=2, ensure_ascii=True).splitlines())
