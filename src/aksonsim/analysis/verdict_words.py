"""The words of verdicts on claims, in English and Norwegian bokmål; what is said is decided in `verdicts`."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORDS: dict[str, tuple[str, str]] = {
    "never_reached": ("is reached in no draw", "nås ikke i noen trekning"),
    "reached": ("is reached in {chance} % of draws", "nås i {chance} % av trekningene"),
    "same_share": ("agrees with the model's {noun} of {own} %", "stemmer med modellens {noun}, {own} %"),
    "other_share": (
        "is not the model's {noun}: {own} %, not {stated} %",
        "er ikke modellens {noun}, som er {own} %, ikke {stated} %",
    ),
    "as_told": ("is what the model is told", "er det modellen er gitt"),
    "not_as_told": ("is not what the model is told: {own}", "er ikke det modellen er gitt: {own}"),
    "below_all": ("lies below every draw, and is no P{wanted}", "ligger under alle trekninger og er ingen P{wanted}"),
    "above_all": ("lies above every draw, and is no P{wanted}", "ligger over alle trekninger og er ingen P{wanted}"),
    "piled_up": (
        "is every percentile from P{from} to P{to}: the draws pile up there",
        "er enhver persentil fra P{from} til P{to}: trekningene hoper seg opp der",
    ),
    "near_span": (
        "is near the P{wanted}: every percentile from P{from} to P{to}",
        "er nær P{wanted}: enhver persentil fra P{from} til P{to}",
    ),
    "span": (
        "is every percentile from P{from} to P{to}, not a P{wanted}",
        "er enhver persentil fra P{from} til P{to}, ikke en P{wanted}",
    ),
    "percentile": ("is a P{wanted}", "er en P{wanted}"),
    "near_percentile": ("is near the P{wanted}: a P{own}", "er nær P{wanted}: en P{own}"),
    "other_percentile": ("is a P{own}, not a P{wanted}", "er en P{own}, ikke en P{wanted}"),
    "same": ("is the model's {noun}", "er modellens {noun}"),
    "above_zero": ("is above the model's {noun}, which is 0", "ligger over modellens {noun}, som er 0"),
    "below_zero": ("is below the model's {noun}, which is 0", "ligger under modellens {noun}, som er 0"),
    "near_above": (
        "is within tolerance, {size} % above the model's {noun}",
        "er innenfor toleransen, {size} % over modellens {noun}",
    ),
    "near_below": (
        "is within tolerance, {size} % below the model's {noun}",
        "er innenfor toleransen, {size} % under modellens {noun}",
    ),
    "far_above": ("is {size} % above the model's {noun}", "er {size} % over modellens {noun}"),
    "far_below": ("is {size} % below the model's {noun}", "er {size} % under modellens {noun}"),
}
NOUNS: dict[str, tuple[str, str]] = {
    "chance": ("chance", "sannsynlighet"),
    "share": ("share", "andel"),
    "mean": ("mean", "forventningsverdi"),
    "base": ("base estimate", "basisestimat"),
    "base_cost": ("base cost", "grunnkalkyle"),
    "sd_share": ("SD / P50", "standardavvik som andel av P50"),
    "evaluation": ("base evaluation", "basisverdi"),
}
FITTED = (" (fitted to it)", " (modellen er tilpasset det)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided: a key of `WORDS`, its numbers as texts with a decimal point, and whether it was fitted."""

    key: str
    fields: dict[str, str]
    fitted: bool = False

    def text(self, lang: str = "en") -> str:
        """Return the predicate in English or Norwegian (``nb``), with that language's decimal mark."""
        place = 1 if lang == "nb" else 0
        fields = {
            name: NOUNS[value][place] if name == "noun" else re.sub(r"\.(?=\d)", ",", value) if place else value
            for name, value in self.fields.items()
        }
        return WORDS[self.key][place].format(**fields) + (FITTED[place] if self.fitted else "")
