"""One side of a comparison: does what it is asked, over and over, one JSON line a question and one an answer.

`turns.py` starts it. A question is ``[module, function, arguments]``: the function prepares work from the arguments,
once, and returns it; the answer tells how long a call of that work took.

    python benchmarks/worker.py      # then, on stdin: ["commands", "python", [["-c", "pass"]]]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import IO, Any

Work = Callable[[], object]
"""What is timed; what it returns goes through JSON to the side that asked."""


def main() -> None:
    """Answer questions until there are no more; what work prints goes to stderr."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with redirect_stdout(sys.stderr):
        serve(sys.stdin, sys.__stdout__ or sys.stdout)


def serve(questions: IO[str], answers: IO[str]) -> None:
    """Answer each line of questions."""
    made: dict[str, Work] = {}
    for line in questions:
        if line not in made:
            module, function, arguments = json.loads(line)
            made[line] = getattr(import_module(module), function)(*arguments)
        print(json.dumps(timed(made[line])), file=answers, flush=True)


def timed(work: Work) -> dict[str, Any]:
    """Return seconds, seconds of processor (all threads, and processes that ended), peak MB, and what work returned."""
    began = time.perf_counter(), processor()
    answer = work()
    seconds, spent = time.perf_counter() - began[0], processor() - began[1]
    return {"seconds": seconds, "processor": spent, "peak": peak(), "answer": answer}


def processor() -> float:
    """Return seconds of processor of this process and of its children that have ended."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def peak(process: int | str = "self") -> float:
    """Return the most memory a process has held, MB. Not getrusage: there a child begins with its parent's."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return float("nan")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
    return int(found[1]) / 1000 if found else float("nan")


if __name__ == "__main__":
    main()
