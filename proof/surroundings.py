"""Run in surroundings that refuse something: no space, no permission, no home, no cache, company on a cold cache.

    python proof/surroundings.py            # all, about two minutes of processor time
    python proof/surroundings.py full       # those whose name holds this word

Needs root for the small disk (a tmpfs of 1 MB) and for dropping what lets root write anywhere; without, those are
passed over and told. Works on a copy of the source, so that caches are cold where that is the point.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCENARIO, SMALL = HERE / "everything.yaml", HERE.parent / "configs" / "minimal.yaml"
LIMITED = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
"""Root without its privileges: permissions hold for it as for anybody."""


@dataclass(frozen=True)
class Place:
    """A fresh folder with a copy of the source; what runs there sees no other cache."""

    folder: Path

    def env(self, **more: str) -> dict[str, str]:
        """Return an environment whose caches and home lie in the folder, unless ``more`` says otherwise."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AKSONSIM", "NUMBA", "XDG"))}
        return kept | {"PYTHONPATH": str(self.folder / "src"), "HOME": str(self.folder / "home")} | more

    def command(self, *arguments: str | Path) -> list[str]:
        """Return a command line of this copy."""
        return [sys.executable, "-B", "-m", "aksonsim", *map(str, arguments)]

    def run(self, *arguments: str | Path, limited: bool = False, **env: str) -> subprocess.CompletedProcess[str]:
        """Run one command."""
        command = (LIMITED if limited else []) + self.command(*arguments)
        return subprocess.run(command, env=self.env(**env), cwd=self.folder, capture_output=True, text=True)

    def result(self, name: str, *more: str, scenario: Path = SCENARIO, draws: int = 3000, **env: str) -> str:
        """Run to the end and return the digest of the result."""
        done = self.run("run", scenario, "-n", str(draws), "-q", "-o", name, *more, **env)
        assert done.returncode == 0, done.stderr[-2000:]
        return digest(self.folder / name)


def digest(file: Path) -> str:
    """Return what tells two files apart."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a file system of 1 MB."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    """Hold a command to exit 2 and one sentence."""
    assert done.returncode == 2, (done.returncode, done.stderr[-2000:])
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    assert words in done.stderr, done.stderr[-2000:]


def cold_cache__two_at_once(place: Place) -> None:
    """Two runs begin together on a cold cache: both end well, equal, and so does a third on what they left."""
    outs = ["one.nc", "two.nc"]
    arguments = [("run", SCENARIO, "-n", "3000", "-q", "-o", out) for out in outs]
    runs = [
        subprocess.Popen(place.command(*words), env=place.env(), cwd=place.folder, stdout=subprocess.DEVNULL)
        for words in arguments
    ]
    assert [run.wait() for run in runs] == [0, 0]
    assert len({digest(place.folder / out) for out in outs} | {place.result("three.nc")}) == 1
    assert list((place.folder / "src").rglob("*.nbi")), "nothing was kept"


def threads__one_to_four(place: Place) -> None:
    """Any number of threads gives equal bytes."""
    assert len({place.result(f"t{n}.nc", "--all", "--keep", "full", "--threads", str(n)) for n in range(1, 5)}) == 1


def home__that_is_not_there(place: Place) -> None:
    """Neither a home that does not exist nor none at all keeps a run from its result."""
    expected = place.result("a.nc")
    assert place.result("b.nc", HOME="/nonexistent") == expected
    env = place.env()
    del env["HOME"]
    command = place.command("run", SCENARIO, "-n", "3000", "-q", "-o", "c.nc")
    assert subprocess.run(command, env=env, cwd=place.folder, stdout=subprocess.DEVNULL).returncode == 0
    assert digest(place.folder / "c.nc") == expected


def cache__that_cannot_be_written(place: Place) -> None:
    """With the source read-only and no home, kernels are compiled anew and the result is the same."""
    expected = place.result("a.nc", scenario=SMALL)
    for kept in (place.folder / "src").rglob("__pycache__"):
        shutil.rmtree(kept)
    for folder in [*(place.folder / "src").rglob("*"), place.folder / "src"]:
        if folder.is_dir():
            folder.chmod(0o500)
    done = place.run("run", SMALL, "-n", "3000", "-q", "-o", "b.nc", limited=True, HOME="/nonexistent")
    assert done.returncode == 0, done.stderr[-2000:]
    assert digest(place.folder / "b.nc") == expected
    assert not list((place.folder / "src").rglob("*.nbi"))


def cache__on_a_full_disk(place: Place) -> None:
    """Tables and kernels that cannot be kept cost time and nothing else; of kernels a sentence is told, once."""
    expected = place.result("a.nc", scenario=SMALL)
    with small_disk(place.folder / "disk") as disk:
        (disk / "filler").write_bytes(bytes(1_040_000))
        assert place.result("b.nc", scenario=SMALL, AKSONSIM_CACHE=str(disk / "t")) == expected
        done = place.run("run", SMALL, "-n", "3000", "-o", "c.nc", NUMBA_CACHE_DIR=str(disk / "n"))
        assert done.returncode == 0, done.stderr[-2000:]
        assert done.stderr.count("not kept (No space left on device)") == 1, done.stderr[-2000:]
        assert digest(place.folder / "c.nc") == expected


def full_disk__the_old_result_stays(place: Place) -> None:
    """A disk without space: one sentence, the old file untouched, nothing left; pictures and workbooks likewise."""
    place.result("a.nc")
    with small_disk(place.folder / "disk") as disk:
        before = place.result("disk/out.nc", scenario=SMALL, draws=500)
        refused(place.run("run", SCENARIO, "-n", "20000", "-q", "-o", disk / "out.nc"), "No space left")
        assert digest(disk / "out.nc") == before
        assert [path.name for path in disk.iterdir()] == ["out.nc"]
        room = shutil.disk_usage(disk).free
        (disk / "filler").write_bytes(bytes(room - 8192))
        refused(place.run("plot", "s-curve", "a.nc", "-o", disk / "a.png"), "No space left")
        refused(place.run("export", SCENARIO, disk / "a.xlsx"), "No space left")
        assert sorted(path.name for path in disk.iterdir()) == ["filler", "out.nc"]


def full_quota__the_old_result_stays(place: Place) -> None:
    """A limit on the size of files acts like a full disk."""
    import resource

    before = place.result("out.nc", scenario=SMALL, draws=500)
    limit = 300_000
    done = subprocess.run(
        place.command("run", SCENARIO, "-n", "20000", "-q", "-o", "out.nc"),
        env=place.env(), cwd=place.folder, capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    refused(done, "File too large")
    assert digest(place.folder / "out.nc") == before
    assert not [path for path in place.folder.iterdir() if path.name.startswith(".out")]


def read_only_folder__is_refused_before_the_work(place: Place) -> None:
    """A folder that cannot be written is told at once."""
    place.result("out.nc", scenario=SMALL)
    (place.folder / "locked").mkdir(mode=0o500)
    done = place.run("run", SMALL, "-n", "3000", "-q", "-o", "locked/out.nc", limited=True)
    refused(done, "cannot be written: Permission denied")
    for words in (("plot", "s-curve", "out.nc", "-o", "locked/a.png"), ("export", SMALL, "locked/a.xlsx")):
        refused(place.run(*words, limited=True), "Permission denied")
    assert not list((place.folder / "locked").iterdir())


TRIALS: tuple[Callable[[Place], None], ...] = (
    cold_cache__two_at_once,
    threads__one_to_four,
    home__that_is_not_there,
    full_disk__the_old_result_stays,
    full_quota__the_old_result_stays,
    read_only_folder__is_refused_before_the_work,
    cache__that_cannot_be_written,
    cache__on_a_full_disk,
)


def main() -> None:
    """Try all, or those named, and print what held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = ", ".join(trial.__name__ for trial in TRIALS)
    parser.add_argument("words", nargs="*", metavar="WORD", help=f"trials whose name holds one of these; of {known}")
    words = parser.parse_args().words
    failed = tried = 0
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "src"
        shutil.copytree(HERE.parent / "src", source, ignore=shutil.ignore_patterns("__pycache__"))
        for number, trial in enumerate(TRIALS):
            if words and not any(word in trial.__name__ for word in words):
                continue
            folder = Path(name) / str(number)
            folder.mkdir()
            # caches of the trials before are welcome (compiling costs half a minute), but for the first
            shutil.copytree(source, folder / "src")
            tried += 1
            try:
                trial(Place(folder))
            except (AssertionError, OSError, subprocess.CalledProcessError) as error:
                failed += 1
                print(f"{trial.__name__}: FAILED: {error}", flush=True)
            else:
                print(f"{trial.__name__}: held", flush=True)
                if number == 0:
                    source = folder / "src"
    print(f"tried {tried}, failed {failed}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
