"""The pages of the Python API: every public name of a room with its signature and docstring, read without importing."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import aksonsim

SOURCE = Path(aksonsim.__file__).parent
Function = ast.FunctionDef | ast.AsyncFunctionDef
_SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)


def public_names(_: str = "") -> str:
    """Return what ``import aksonsim`` offers."""
    home = aksonsim._HOME
    functions_first = sorted(home, key=lambda name: (name[0].isupper(), name.endswith("Error"), name))
    return "\n\n".join(named(home[name], name) for name in functions_first)


def named(module: str, wanted: str) -> str:
    """Return one name of a module."""
    file = SOURCE.parent / Path(*module.split(".")).with_suffix(".py")
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, Function | ast.ClassDef) and node.name == wanted:
            return member(node, f"aksonsim.{wanted}", "##")
    raise LookupError(f"{module} has no {wanted}")


def room(name: str) -> str:
    """Return a room: its modules in order of their names, and all that is public in them."""
    files = [SOURCE / f"{name}.py"] if (SOURCE / f"{name}.py").exists() else sorted((SOURCE / name).rglob("*.py"))
    return "\n\n".join(part for file in files for part in module(file))


def module(file: Path) -> Iterator[str]:
    """Yield a module's heading and docstring, then its public names."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    told = ast.get_docstring(tree)
    if not told:
        return
    dotted = ".".join(("aksonsim", *file.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
    yield f"## {dotted}\n\n{markdown(told)}"
    for place, node in enumerate(tree.body):
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield member(node, node.name, "###")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            told = documented(tree.body[place + 1 : place + 2])
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if told and isinstance(target, ast.Name) and not target.id.startswith("_"):
                yield f"`{target.id}`\n: {indented(markdown(told))}"


def documented(after: list[ast.stmt]) -> str:
    """Return the text below an assignment that says what it is."""
    if after and isinstance(after[0], ast.Expr) and isinstance(after[0].value, ast.Constant):
        value = after[0].value.value
        return inspect.cleandoc(value) if isinstance(value, str) else ""
    return ""


def member(node: Function | ast.ClassDef, name: str, level: str) -> str:
    """Return a function, or a class with its public methods."""
    parts = [f"{level} {name}", f"```python\n{signature(node)}\n```", markdown(ast.get_docstring(node) or "")]
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            if isinstance(inner, Function) and not inner.name.startswith("_"):
                told = markdown(ast.get_docstring(inner) or "")
                parts.append(f"`{signature(inner, short=True)}`\n: {indented(told or 'As of its base.')}")
    return "\n\n".join(part for part in parts if part)


def signature(node: Function | ast.ClassDef, *, short: bool = False) -> str:
    """Return the line that defines a name, without its body; of a class also its fields."""
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(map(ast.unparse, node.bases))
        fields = [f"    {ast.unparse(one)}" for one in node.body if isinstance(one, ast.AnnAssign)]
        return "\n".join([f"class {node.name}({bases}):" if bases else f"class {node.name}:", *(fields or ["    ..."])])
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"{node.name}({ast.unparse(node.args)}){returns}"
    if short or len(line) < 100:
        return line if short else f"def {line}"
    shown = ",\n    ".join(arguments(node.args))
    return f"def {node.name}(\n    {shown},\n){returns}"


def arguments(given: ast.arguments) -> Iterator[str]:
    """Yield the parameters of a function one by one."""
    plain = [*given.posonlyargs, *given.args]
    without = len(plain) - len(given.defaults)
    for place, one in enumerate(plain):
        yield parameter(one, given.defaults[place - without] if place >= without else None)
    if given.vararg:
        yield f"*{parameter(given.vararg, None)}"
    elif given.kwonlyargs:
        yield "*"
    for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield parameter(one, default)
    if given.kwarg:
        yield f"**{parameter(given.kwarg, None)}"


def parameter(one: ast.arg, default: ast.expr | None) -> str:
    """Return a parameter as it is written."""
    return ast.unparse(one) + (f" = {ast.unparse(default)}" if default is not None else "")


def markdown(text: str) -> str:
    """Return a NumPy docstring as Markdown: its sections as bold lines, their entries as a list."""
    parts = _SECTION.split(text)
    out = [prose(parts[0])]
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        out.append(f"**{name}**")
        out.append(fenced(body) if name == "Examples" else entries(body.strip("\n")))
    return "\n\n".join(part for part in out if part.strip())


def prose(text: str) -> str:
    """Return plain text: double backticks are single ones, and examples are code."""
    blocks = re.split(r"\n\s*\n", text.replace("``", "`").strip())
    return "\n\n".join(fenced(block) if block.lstrip().startswith(">>>") else escaped(block) for block in blocks)


def entries(body: str) -> str:
    """Return the entries of a section: a line that is not indented names one, what is indented says what it is."""
    items: list[list[str]] = []
    for line in body.splitlines():
        if line.startswith((" ", "\t")) and items:
            items[-1].append(line.strip())
        elif line.strip():
            items.append([line.strip()])
    return "\n".join(f"- `{name.replace('`', '')}`{escaped_after(rest)}" for name, *rest in items)


def escaped_after(lines: list[str]) -> str:
    """Return what an entry says of its name."""
    told = prose(" ".join(lines)).replace("\n", " ")
    return f": {told}" if told else ""


def escaped(text: str) -> str:
    """Return text in which nothing outside backticks is taken for markup."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(
        piece if place % 2 else re.sub(r"([*_<>{}\[\]|#])", r"\\\1", piece) for place, piece in enumerate(pieces)
    )


def fenced(text: str) -> str:
    """Return an example as code."""
    return f"```pycon\n{inspect.cleandoc(text)}\n```"


def indented(text: str) -> str:
    """Return text as the body of a definition."""
    return text.replace("\n", "\n  ")
