"""Break scenario files on purpose: the data they hold, their text, their bytes; and some made to harm.

Every mutation is a pure function of a `random.Random`, so a case is repeated by its number.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

HUGE = "9" * 5000
WEIRD: tuple[Any, ...] = (
    None, True, False, "", " ", "x", "no", "~", 0, 1, -1, 0.5, 1.5, -0.5, 2**31, 2**63, -(2**63), 2**64, 10**30,
    1e-320, 5e-324, 1e308, -1e308, 1e300, 1e17, 0.1 + 0.2, -0.0, [], {}, [[]], [None], [0, 0], [1, "a", None], {"": 1},
    {"p10": 1}, {"min": 0, "mode": 0, "max": 0, "shape": "pert"}, {"p50": 1, "p85": 1, "shape": "lognormal"},
    {"mean": 1, "sd": 1e-300, "shape": "normal"}, {"mean": 1e300, "sd": 1e300, "shape": "gamma"},
    {"shape": "levy_stable", "alpha": 0.5, "beta": 0}, {"shape": "cauchy"}, {"shape": "beta", "a": 1e-9, "b": 1e9},
    {"shape": "pareto", "b": 1.0001}, {"shape": "kappa4", "h": 1, "k": 1},
    {"shape": "studentized_range", "k": 3, "df": 2},
    {"shape": "__class__"}, {"shape": "rv_continuous"}, {"shape": "uniform", "loc": 1e308, "scale": 1e308},
    {"shape": "triangular", "min": 1e-308, "mode": 1, "max": 1e308}, {"values": [1], "weights": [0]},
    {"values": [], "weights": []}, {"mixture": []}, {"mixture": [{"weight": -1, "estimate": 1}]}, {"data": "/dev/zero"},
    {"data": "/etc/passwd", "column": "x"}, {"data": "../../..", "column": 1}, {"data": "\u0000"},
    {"p10": 1, "p50": 1.0000000001, "p90": 1e12}, {"p10": 3, "p50": 2, "p90": 1}, "2021-02-30", "9999-12-31",
    "0001-01-01", "2021-01-01T00:00:00Z", "*", "**", "[", "a[b", "a.b.c", "costs[*].estimate", "../../etc/passwd",
    "å" * 300, "a" * 100_000, "\u202e\u200b", "😀", "{{7*7}}", "%s%n", "[red]x[/red]", "-o", "--help",
)  # fmt: skip
TOKENS = (
    "&a ", "*a", "*missing", "!!python/object/apply:os.system [echo]", "!!binary aGVp", "!!set {a}", "!x ", "<<: *a",
    "\n---\n", "\n...\n", "%YAML 1.1\n", "\x00", "\x07", "\t", "\r", "\ufeff", "\u2028", "\x85", "{", "}", "[", "]",
    "'", '"', "|", ">", ": ", "- ", "? ", "#", ",", "@", "`", "%", "\\", HUGE, f"0x{'f' * 400}", "0o777", "1_000",
    ".inf",
    "-.inf", ".nan", "1e999", "1e-999", "0301", "12:30:45", "=", "{a: {a: {a: ", "[[[[[[[[[[[[[[[[",
)  # fmt: skip

Path = tuple[Any, ...]


def paths(node: Any, here: Path = ()) -> list[Path]:
    """Return the place of every node below."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [here, *(path for key, value in inner for path in paths(value, (*here, key)))]


def at(root: Any, path: Path) -> Any:
    """Return the node at a place."""
    for key in path:
        root = root[key]
    return root


def _tree(data: Any, rng: random.Random) -> Any:
    """Change one node of plain data."""
    data = copy.deepcopy(data)
    places = paths(data)[1:]
    if not places:
        return data
    path = rng.choice(places)
    holder, key = at(data, path[:-1]), path[-1]
    kind = rng.randrange(7)
    if kind == 0 or (kind == 1 and not isinstance(holder[key], (int, float))):
        holder[key] = copy.deepcopy(rng.choice(WEIRD))
    elif kind == 1:
        holder[key] = rng.choice((-1, 0, 1e-9, 0.5, 2, 1000, 1e9, 1e300)) * holder[key]
    elif kind == 2:
        del holder[key]
    elif kind == 3:
        holder[key] = copy.deepcopy(at(data, rng.choice(places)))
    elif kind == 4 and isinstance(holder, dict):
        holder[str(rng.choice(WEIRD))[:50] if rng.random() < 0.5 else rng.choice(places)[-1]] = holder.pop(key)
    elif kind == 5 and isinstance(holder, list):
        holder.extend(copy.deepcopy(holder[key]) for _ in range(rng.choice((1, 2, 50))))
    else:
        other = rng.choice(places)
        if other[: len(path)] != path and path[: len(other)] != other:
            a, b = at(data, path), at(data, other)
            at(data, path[:-1])[path[-1]], at(data, other[:-1])[other[-1]] = b, a
    return data


def tree(data: Any, rng: random.Random) -> bytes:
    """Change some nodes of plain data and write it; JSON is YAML."""
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        data = _tree(data, rng)
    text = json.dumps(data, ensure_ascii=rng.random() < 0.2, indent=rng.choice((None, 1)), default=str)
    return text.encode("utf-8", "surrogatepass")


def text(raw: bytes, rng: random.Random) -> bytes:
    """Change lines and words of a text."""
    out = raw.decode("utf-8", "replace")
    for _ in range(rng.choice((1, 1, 2, 4))):
        lines = out.split("\n")
        place, kind = rng.randrange(len(lines)), rng.randrange(8)
        at_ = rng.randrange(len(out) + 1)
        if kind == 0:
            del lines[place]
        elif kind == 1:
            lines.insert(place, lines[rng.randrange(len(lines))])
        elif kind == 2:
            other = rng.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
        elif kind == 3:
            lines[place] = " " * rng.randrange(9) + lines[place].lstrip()
        elif kind == 4:
            lines[place] = lines[place].replace(rng.choice(": -,[]{}."), rng.choice(TOKENS), 1)
        out = "\n".join(lines)
        if kind == 5:
            out = out[:at_] + rng.choice(TOKENS) + out[at_:]
        elif kind == 6:
            out = out[:at_]
        elif kind == 7:
            out = out[:at_] + out[rng.randrange(len(out) + 1) :]
    return out.encode("utf-8", "surrogatepass")


def flip(raw: bytes, rng: random.Random) -> bytes:
    """Change bytes, wherever they stand."""
    out = bytearray(raw)
    for _ in range(rng.choice((1, 3, 20))):
        place = rng.randrange(len(out) + 1)
        kind = rng.randrange(4)
        if kind == 0 and place < len(out):
            out[place] = rng.randrange(256)
        elif kind == 1:
            del out[place : place + rng.choice((1, 10, 1000))]
        elif kind == 2:
            out[place:place] = bytes(rng.randrange(256) for _ in range(rng.choice((1, 8, 64))))
        else:
            out[place : place + 16] = rng.choice((b"\0", b"\xff")) * len(out[place : place + 16])
    return bytes(out)


def crafted() -> dict[str, bytes]:
    """Return the files that somebody would write in order to harm."""
    head = "schema: 1\ntitle: t\nprice_year: 2019\n"
    laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    laughs += "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))
    cost = "costs:\n  - {id: a, estimate: %s}\n"
    out = {
        "laughs": head + laughs,
        "alias in itself": head + "costs: &c\n  - *c\n",
        "alias in itself, mapping": "&r\nschema: 1\ntitle: *r\n",
        "merge of itself": "a: &a\n  <<: *a\n",
        "merge bomb": "a: &a {b: 1}\n" + "".join(f"c{i}: &a\n  <<: [{', '.join(['*a'] * 50)}]\n" for i in range(50)),
        "deep lists": head + "costs: " + "[" * 100_000,
        "deep closed lists": head + "costs: " + "[" * 3000 + "]" * 3000,
        "deep mappings": head + "costs: " + "{a: " * 20_000,
        "deep blocks": head + "".join(" " * i + "a:\n" for i in range(2000)),
        "deep sequence": "- " * 50_000,
        "long integer": head + cost % ("9" * 1_000_000),
        "long fraction": head + cost % ("0." + "1" * 1_000_000),
        "huge exponent": head + cost % "1e999999999999",
        "long key": head + "k" * 1_000_000 + ": 1\n",
        "long text": head.replace("t\n", "t" * 3_000_000 + "\n", 1) + cost % "1",
        "long quoted": head + 'note: "' + "a\\n" * 300_000 + '"\n' + cost % "1",
        "long anchor": head + f"note: &{'a' * 500_000} x\n",
        "many anchors": head + "".join(f"n{i}: &n{i} 1\n" for i in range(3000)),
        "many keys": head + "".join(f"n{i}: 1\n" for i in range(5000)),
        "many elements": head + "costs:\n" + "".join(f"  - {{id: a{i}, estimate: 1}}\n" for i in range(1500)),
        "many same ids": head + "costs:\n" + "  - {id: a, estimate: 1}\n" * 1000,
        "nul": head + "note: a\0b\n",
        "all nul": "\0" * 100_000,
        "utf-16": (head + cost % "1").encode("utf-16").decode("latin-1"),
        "surrogate": head + 'note: "\\ud800"\n' + cost % "1",
        "big escape": head + 'note: "\\UFFFFFFFF"\n' + cost % "1",
        "documents": "---\n" * 10_000,
        "directives": "%YAML 1.2\n" * 1000 + "---\n" + head,
        "tag": head + "costs: !!python/object/apply:os.system ['true']\n",
        "tag handle": "%TAG ! tag:yaml.org,2002:\n---\n" + head,
        "colons": ":" * 100_000,
        "question marks": "? " * 20_000,
        "stars": "*" * 10_000,
        "quotes": "'" * 100_001,
        "comment": "#" * 5_000_000,
        "spaces": " " * 5_000_000,
        "newlines": "\n" * 2_000_000,
        "backslashes": head + 'note: "' + "\\\\" * 200_000 + '"\n' + cost % "1",
        "pattern that backtracks": head + cost % "1" + 'drivers:\n  - {id: d, multiplier: 1, exposure: {"'
        + "*a" * 500 + '": 1}}\n',
        "data from zero": head + cost % "{data: /dev/zero, column: a}",
        "data from random": head + cost % "{data: /dev/urandom, column: a}",
        "data from a folder": head + cost % "{data: /, column: a}",
        "data from memory": head + cost % "{data: /proc/self/mem, column: a}",
        "data from itself": head + cost % "{data: /proc/self/environ, column: a}",
        "many rounds": head + cost % "1" + "uptake: {rounds: {until: 9999-12-31}}\n",
        "far horizon": head + "horizon: 2147483647\n" + cost % "1",
        "far start": head + "start: 9999-12-31\n" + cost % "1",
        "many nodes of a law": head + cost % f"{{values: {list(range(40_000))}, weights: {[1] * 40_000}}}",
        "many percentiles": head + cost % ("{" + ", ".join(f"p{i}: {i}" for i in range(1, 100)) + "}"),
        "mixture of mixtures": head + cost % ("{mixture: [{weight: 1, estimate: " * 40 + "1" + "}]}" * 40),
    }  # fmt: skip
    return {
        name: held.encode("latin-1" if name == "utf-16" else "utf-8", "surrogatepass") for name, held in out.items()
    }


Mutation = Callable[[bytes, random.Random], bytes]
