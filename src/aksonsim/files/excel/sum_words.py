"""What people call a row that holds the sum of others, or a part of one, in the languages that registers come in."""

from __future__ import annotations

import re

_WORDS = """
sum sums summe summen summa summan suma sumy somme somma soma summering slutsumma samlet samlede sammenlagt
tilsammen sammanlagt ialt inalles totalt total totals totale totales totali totalen totaler totaux totalement totaal
subtotal subtotals subtotale subtotales subtotaal grandtotal gesamt insgesamt gesamtkosten gesamtbetrag endbetrag
übertrag overført överfört grunnkalkyle basisestimat basiskalkyle basiskostnad huskostnad entreprisekostnad
byggekostnad prosjektkostnad prosjektkostnader investeringskostnad investeringskostnader kostnadsramme styringsramme
anleggskostnad budsjettsum yhteensä välisumma loppusumma kokonaissumma kokku vahesumma kopā pavisam viso samtals
razem łącznie ogółem celkem mezisoučet součet spolu medzisúčet súčet ukupno međuzbroj zbroj skupaj vsota seštevek
összesen részösszeg végösszeg mindösszesen összeg toplam aratoplam jumlah ensemble complessivo итого всего сумма
разом всичко общо укупно сбор σύνολο άθροισμα μερικό 合計 小計 総計 合计 小计 总计 總計 합계 소계 총계
herav hvorav heraf hvoraf varav därav davon darunter waarvan dont joista ebből
"""
"""Sums, and in the last line parts of what stands above."""
_SUMS = frozenset(re.findall(r"\S+", _WORDS))
_PHRASES = (
    " i alt ", " til sammen ", " sub total ", " all in ", " di cui ", " w tym ", " z toho ", " of which ", " iš viso ",
    " carried forward ", " brought forward ", " overall cost ", " overall costs ", " hele prosjektet ", " som helhet ",
)  # fmt: skip
_COMPOUND = re.compile(
    r"(del|mellom|slutt|slut|hoved|huvud|side|kapittel|gruppe|zwischen|teil|gesamt|end)?total(t|en)?s?|"
    r"(total|gesamt)(kost|sum|ramme|bel|pris|beg|invest|budsj|budg)\w*|"
    r"(del|mellom|mellan|slutt|slut|hoved|huvud|side|kapittel|gruppe|post|zwischen|teil|gesamt|end|haupt|kontroll)"
    r"(sum|summe|summa|summer|summen)"
)
_NO_SUMS = re.compile(r"\b(lump sum|lumpsum|rund sum|rundsum|fast sum|provisional sums?|prime cost sums?)\b")
_PERCENTILE = re.compile(r"p ?[1-9][0-9]")


def called_a_sum(name: str) -> bool:
    """Whether a row's name says that it holds a sum of others, or a part of another.

    Examples
    --------
    >>> [called_a_sum(name) for name in ("Delsum A", "SUM:", "Zwischensumme", "Totalentreprise", "Lump sum works")]
    [True, True, True, False, False]
    """
    small = _NO_SUMS.sub(" ", name.casefold())
    words = re.findall(r"[^\W\d_]+", small)
    if _PERCENTILE.fullmatch(small.strip(" :.")) or small.strip().startswith(("σ", "∑")):
        return True
    if any(word in _SUMS or _COMPOUND.fullmatch(word) for word in words):
        return True
    return any(phrase in f" {' '.join(words)} " for phrase in _PHRASES)
