"""Every file in ``tests/bad_configs`` is refused with the sentences that stand in its head.

``# expect: SENTENCE`` (one line for each error, in order; ``{file}`` stands for the file's name) and, where it is not
``validate {file}``, ``# command: ARGUMENTS``.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from aksonsim.cli import main

FOLDER = Path(__file__).parents[1] / "bad_configs"


def head(file: Path, key: str) -> list[str]:
    start = f"# {key}: "
    lines = file.read_bytes().decode("utf-8", errors="replace").splitlines()
    return [line.removeprefix(start).replace("{file}", file.name) for line in lines if line.startswith(start)]


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_bad_config__is_refused_with_its_sentence(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER)
    command = head(file, "command") or [f"validate {file.name}"]
    before = sorted(FOLDER.iterdir())
    with pytest.raises(SystemExit) as stop:
        main(shlex.split(command[0]))
    out, err = capsys.readouterr()
    assert err.splitlines() == [f"error: {sentence}" for sentence in head(file, "expect")]
    assert out == ""
    assert stop.value.code == 2
    assert sorted(FOLDER.iterdir()) == before


def test_bad_configs__each_states_what_it_expects() -> None:
    files = sorted(FOLDER.glob("*.yaml"))
    assert len(files) > 80
    assert [file.name for file in files if not head(file, "expect")] == []
