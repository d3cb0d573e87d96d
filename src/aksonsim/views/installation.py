"""What an installation is, one line a thing, and what its self-test found."""

from __future__ import annotations

from aksonsim.language.numbers import Digits
from aksonsim.language.text import Listed, Words, _, ngettext
from aksonsim.studies.installation import Cache, Extra, Installation, Setting
from aksonsim.views.document import Cell, Column, Document, Note, Table, join, rows


def view(result: Installation) -> Document:
    """Return the document of an installation; the answer stands last."""
    machine, test = result.machine, result.selftest
    holds = _("The installation computes what it should.")
    return Document(
        title=_(
            "Python {python}, {system}, {threads} of {cores}",
            python=machine.python,
            system=machine.system,
            threads=ngettext("{count} thread", "{count} threads", machine.threads),
            cores=ngettext("{count} core", "{count} cores", machine.cores or 1),
        ),
        under=(
            _(
                "processor {name}: {sets}",
                name=machine.processor,
                sets=Listed(machine.instructions) if machine.instructions else _("no wide instructions known here"),
            ),
        ),
        blocks=join(
            _table("packages", _("Packages"), [(n, v or _("MISSING")) for n, v in result.packages.items()]),
            _table("extras", _("Extras"), [(name, _extra(one)) for name, one in result.extras.items()]),
            _table(
                "caches",
                _("Caches (may be deleted at any time)"),
                [(name, _cache(one)) for name, one in result.caches.items()],
            ),
            _table("environment", _("Environment"), [(one.name, _setting(one)) for one in result.variables]),
            _table(
                "selftest",
                _("Self-test, {seconds} s", seconds=Digits(f"{test.seconds:.1f}")),
                [
                    (_("ok") if one.holds else _("FAILED"), _("{first}: {second}", first=one.name, second=one.found))
                    for one in test.checks
                ],
            ),
            Note(holds if test.holds else _("This installation does not compute what it should."), strong=True),
        ),
    )


def _table(name: str, title: Words, lines: list[tuple[Cell, ...]]) -> Table:
    return Table(name, title, (Column("name", "", "text"), Column("found", "", "text", wide=True)), rows(lines))


def _extra(extra: Extra) -> Words:
    missing = tuple(name for name, version in extra.packages.items() if version is None)
    if not missing:
        return _("installed")
    return _("without {names}: {install}", names=Listed(missing), install=extra.install)


def _cache(cache: Cache) -> Words:
    writable = _("writable") if cache.writable else _("NOT WRITABLE: every run does its work anew")
    return _(
        "{folder}: {files}, {size} MB, {writable}",
        folder=cache.folder,
        files=ngettext("{count} file", "{count} files", cache.files),
        size=Digits(f"{cache.megabytes}"),
        writable=writable,
    )


def _setting(setting: Setting) -> Words:
    if setting.read:
        return setting.value
    if setting.near:
        return _("{value}: nothing reads this (did you mean {near}?)", value=setting.value, near=setting.near)
    return _("{value}: nothing reads this", value=setting.value)
