"""What a total may be called, in more languages than sums are found in, or by what a project calls its whole."""

from __future__ import annotations

import re

_WORDS = """
sums summen summan sumy summering slutsumma samlet samlede sammenlagt sammanlagt inalles totalen totaler totaux totalement
totali grandtotal gesamtbetrag endbetrag übertrag yhteensä välisumma loppusumma kokonaissumma kokku vahesumma kopā pavisam
viso samtals razem łącznie ogółem celkem mezisoučet součet spolu medzisúčet súčet ukupno međuzbroj zbroj skupaj vsota
seštevek összesen részösszeg végösszeg mindösszesen toplam aratoplam jumlah complessivo итого всего сумма разом всичко общо
укупно сбор σύνολο άθροισμα 合計 小計 総計 合计 小计 总计 總計 합계 소계 총계
"""
_WHOLES = """
grunnkalkyle basisestimat basiskalkyle basiskostnad huskostnad entreprisekostnad byggekostnad prosjektkostnad
prosjektkostnader investeringskostnad investeringskostnader anleggskostnad kostnadsramme styringsramme
"""
"""What a project calls its whole; a line may be called so too."""
_CALLED = frozenset(_WORDS.split())
_WHOLE = frozenset(_WHOLES.split())
_COMPOUND = re.compile(
    r"(del|mellom|slutt|slut|hoved|huvud|side|kapittel|gruppe|zwischen|teil|gesamt|end)?total(t|en)?s?|"
    r"(total|gesamt)(kost|sum|ramme|bel|pris|beg|invest|budsj|budg)\w*|"
    r"(del|mellom|mellan|slutt|slut|hoved|huvud|side|kapittel|gruppe|post|zwischen|teil|gesamt|end|haupt|kontroll)"
    r"(sum|summe|summa|summer|summen)"
)
_PHRASE = re.compile(r"(carried|brought) forward|overall costs?|(of |for )?hele prosjektet|iš viso|w sumie")
_PERCENTILE = re.compile(r"p ?[1-9][0-9]")


def may_be_total(name: str) -> bool:
    """Whether a name may be that of a total; what adds up is a sum whatever it is called.

    >>> [may_be_total(name) for name in ("Totalkostnader", "P85", "Razem", "Totalentreprise", "Kostnadsramme bru")]
    [True, True, True, False, False]
    """
    small = " ".join(name.casefold().split()).strip(" :.=")
    words = re.findall(r"[^\W\d_]+", small)
    if not words:
        return False
    ends = {words[0], words[-1]}
    return (
        _PERCENTILE.fullmatch(small) is not None
        or small.startswith(("σ ", "∑"))
        or _PHRASE.fullmatch(small) is not None
        or any(word in _CALLED or _COMPOUND.fullmatch(word) for word in ends)
        or (len(words) == 1 and words[0] in _WHOLE)
    )
