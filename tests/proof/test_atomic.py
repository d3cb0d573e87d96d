"""A file is there wholly or not at all, and what a killed writer left goes with the next one."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from aksonsim.files.atomic import replacing

WRITER = """
import os, signal, sys
from aksonsim.files.atomic import replacing
with replacing(sys.argv[1]) as temporary:
    temporary.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_replacing__what_a_killed_writer_left_goes_with_the_next(tmp_path: Path) -> None:
    target = tmp_path / "out (1).nc"
    target.write_text("old")
    done = subprocess.run([sys.executable, "-c", WRITER, str(target)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert target.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2
    with replacing(target) as temporary:
        temporary.write_text("new")
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_replacing__leaves_alone_what_another_writes_or_a_stranger_left(tmp_path: Path) -> None:
    target = tmp_path / "a.nc"
    strangers = [tmp_path / ".a.nc.otherhost-999999999-x.nc", tmp_path / ".a.nc.x", tmp_path / ".b.nc.host-1-x.nc"]
    for stranger in strangers:
        stranger.write_text("mine")
    with replacing(target) as first:
        first.write_text("first")
        with replacing(target) as second:
            second.write_text("second")
        assert first.exists()
    assert target.read_text() == "first"
    assert sorted(tmp_path.iterdir()) == sorted([target, *strangers])
