"""What ``aksonsim doctor`` prints."""

from __future__ import annotations

from typing import IO, Any

Json = dict[str, Any]


def print_doctor(found: Json, out: IO[str]) -> None:
    """Print what an installation is, one line a thing, the self-test last."""
    told = found["machine"]
    sets = ", ".join(told["instructions"]) or "no wide instructions known here"
    out.write(f"Python {told['python']}, {told['system']}, {told['threads']} threads of {told['cores']} cores\n")
    out.write(f"processor {told['processor']}: {sets}\n\n")
    for name, version in found["packages"].items():
        out.write(f"{name:<14} {version or 'MISSING'}\n")
    out.write("\nExtras\n")
    for extra, told in found["extras"].items():
        missing = [name for name, version in told["packages"].items() if version is None]
        have = "there" if told["there"] else f"without {', '.join(missing)}: {told['install']}"
        out.write(f"{extra:<14} {have}\n")
    out.write("\nCaches (may be deleted at any time)\n")
    for name, told in found["caches"].items():
        write = "writable" if told["writable"] else "NOT WRITABLE: every run does its work anew"
        out.write(f"{name:<14} {told['folder']}: {told['files']} files, {told['megabytes']} MB, {write}\n")
    if found["variables"]:
        out.write("\nEnvironment\n")
    for told in found["variables"]:
        hint = f" (did you mean {told['near']}?)" if told["near"] else ""
        out.write(f"{told['name']}={told['value']}{'' if told['read'] else f': nothing reads this{hint}'}\n")
    test = found["selftest"]
    out.write(f"\nSelf-test, {test['seconds']:.1f} s\n")
    for told in test["checks"]:
        out.write(f"{'ok' if told['holds'] else 'FAILED':<14} {told['name']}: {told['found']}\n")
    out.write("All is well.\n" if test["holds"] else "This installation does not compute what it should.\n")
