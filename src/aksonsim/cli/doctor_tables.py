"""What ``aksonsim doctor`` prints."""

from __future__ import annotations

from typing import IO, Any

from aksonsim.render.terminal import console_for

Json = dict[str, Any]


def print_doctor(found: Json, out: IO[str]) -> None:
    """Print what an installation is, one line a thing, the self-test last."""
    console = console_for(out)

    def line(text: str = "") -> None:
        console.print(text, soft_wrap=True)

    told = found["machine"]
    sets = ", ".join(told["instructions"]) or "no wide instructions known here"
    line(f"Python {told['python']}, {told['system']}, {told['threads']} threads of {told['cores']} cores")
    line(f"processor {told['processor']}: {sets}")
    line()
    for name, version in found["packages"].items():
        line(f"{name:<14} {version or 'MISSING'}")
    line()
    line("Extras")
    for extra, told in found["extras"].items():
        missing = [name for name, version in told["packages"].items() if version is None]
        have = "there" if told["there"] else f"without {', '.join(missing)}: {told['install']}"
        line(f"{extra:<14} {have}")
    line()
    line("Caches (may be deleted at any time)")
    for name, told in found["caches"].items():
        write = "writable" if told["writable"] else "NOT WRITABLE: every run does its work anew"
        line(f"{name:<14} {told['folder']}: {told['files']} files, {told['megabytes']} MB, {write}")
    if found["variables"]:
        line()
        line("Environment")
    for told in found["variables"]:
        hint = f" (did you mean {told['near']}?)" if told["near"] else ""
        line(f"{told['name']}={told['value']}{'' if told['read'] else f': nothing reads this{hint}'}")
    test = found["selftest"]
    line()
    line(f"Self-test, {test['seconds']:.1f} s")
    for told in test["checks"]:
        line(f"{'ok' if told['holds'] else 'FAILED':<14} {told['name']}: {told['found']}")
    line("All is well." if test["holds"] else "This installation does not compute what it should.")
