"""The structure of stated correlations: transforms, refusals and repairs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from aksonsim.errors import LawError
from aksonsim.model.correlations import Correlation
from aksonsim.sampling.copula import cholesky, nearest, structure

NAMES = tuple("abcdef")


def pair(a: str, b: str, rho: float, **more) -> Correlation:
    return Correlation(between=(a, b), rho=rho, **more)


def group(members: str, rho: float, **more) -> Correlation:
    return Correlation(group=tuple(members), rho=rho, **more)


def test_structure__separate_group_has_one_factor():
    found = structure([group("cab", 0.3, id="g")], NAMES)
    assert found.components == ()
    assert found.groups[0].stream == "correlations[g]"
    assert found.groups[0].members == ("a", "b", "c")
    assert found.groups[0].common == math.sqrt(0.3)
    assert found.groups[0].own == math.sqrt(0.7)
    assert found.members == frozenset("abc")


def test_structure__groups_without_a_name_are_numbered_among_themselves():
    """The number is part of the stream's name, and so of the draws."""
    stated = [group("ab", 0.3), group("cd", 0.2, id="g"), group("ef", 0.1)]
    found = [one.stream for one in structure(stated, NAMES).groups]
    assert found == ["correlations[#0]", "correlations[g]", "correlations[#1]"]


def test_structure__rank_correlation():
    found = structure([group("ab", 0.5, rank=True), pair("c", "d", -0.5, rank=True)], NAMES)
    rho = 2 * math.sin(math.pi * 0.5 / 6)
    assert found.groups[0].common ** 2 == pytest.approx(rho, rel=1e-15)
    assert found.components[0].factor[1, 0] == pytest.approx(-rho, rel=1e-15)


@pytest.mark.parametrize(
    "correlations",
    [[group("abc", -0.2)], [group("abc", 0.3), pair("c", "d", 0.2)], [pair("a", "b", 0.4), pair("b", "c", 0.4)]],
)
def test_structure__others_are_mixed_to_the_stated_matrix(correlations):
    found = structure(correlations, NAMES)
    assert found.groups == ()
    one = found.components[0]
    matrix = one.factor @ one.factor.T
    assert np.allclose(np.diag(matrix), 1, rtol=0, atol=1e-15)
    for correlation in correlations:
        members = correlation.group or correlation.between
        for a in members:
            for b in members:
                if a != b:
                    at = matrix[one.members.index(a), one.members.index(b)]
                    assert at == pytest.approx(correlation.rho, abs=1e-15)


def test_structure__order_of_statement_is_irrelevant():
    stated = [group("dcb", 0.3), pair("b", "a", 0.2), pair("e", "f", -0.9)]
    one, two = structure(stated, NAMES), structure(stated[::-1], NAMES[::-1])
    assert (
        [c.members for c in one.components] == [c.members for c in two.components] == [("a", "b", "c", "d"), ("e", "f")]
    )
    for x, y in zip(one.components, two.components, strict=True):
        assert np.array_equal(x.factor, y.factor)


def test_structure__a_pair_takes_precedence_over_its_group():
    one = structure([group("abc", 0.3), pair("a", "c", 0.7)], NAMES).components[0]
    matrix = one.factor @ one.factor.T
    assert matrix[0, 2] == pytest.approx(0.7)
    assert matrix[0, 1] == pytest.approx(0.3)


def test_structure__impossible_names_the_pair_and_the_nearest():
    stated = [pair("a", "b", 0.9), pair("b", "c", 0.9), pair("a", "c", -0.9)]
    with pytest.raises(LawError) as caught:
        structure(stated, NAMES)
    # By symmetry (flip the sign of a): an equicorrelation of -0.9, nearest -0.5.
    assert str(caught.value) == (
        "the correlations among a, b, c cannot hold together: that of a and c, -0.9, contradicts the others; the "
        "nearest valid matrix has a and b: 0.9 -> 0.5; b and c: 0.9 -> 0.5; a and c: -0.9 -> -0.5; "
        "repair: true accepts it"
    )


def test_structure__rank_correlations_are_told_as_they_were_stated():
    """The nearest is again an equicorrelation of -0.5, of which the rank correlation is 6 / pi asin(0.25) = 0.4826."""
    stated = [pair("a", "b", 0.9, rank=True), pair("b", "c", 0.9, rank=True), pair("a", "c", -0.9, rank=True)]
    with pytest.raises(
        LawError, match=r"that of a and c, -0\.9 \(rank\),.* a and b: 0\.9 \(rank\) -> 0\.4826 \(rank\)"
    ):
        structure(stated, NAMES)


def test_structure__the_odd_one_out_is_named():
    stated = [group("abcd", 0.95), pair("a", "d", -0.6)]
    with pytest.raises(LawError, match=r"that of a and d, -0.6, contradicts the others"):
        structure(stated, NAMES)


def test_structure__repair_reports_each_change():
    stated = [pair("a", "b", 0.9, repair=True), pair("b", "c", 0.9), pair("a", "c", -0.9)]
    found = structure(stated, NAMES)
    assert found.repairs == (
        "correlation of a and b: 0.9 -> 0.5 (nearest valid matrix)",
        "correlation of b and c: 0.9 -> 0.5 (nearest valid matrix)",
        "correlation of a and c: -0.9 -> -0.5 (nearest valid matrix)",
    )
    matrix = found.components[0].factor @ found.components[0].factor.T
    assert matrix == pytest.approx(np.array([[1, 0.5, -0.5], [0.5, 1, 0.5], [-0.5, 0.5, 1]]), abs=1e-5)


def test_structure__repair_of_a_pair_that_was_not_stated():
    found = structure([pair("a", "b", 0.9, repair=True), pair("b", "c", 0.9)], NAMES)
    assert any("a and c: 0 (not stated) ->" in sentence for sentence in found.repairs)


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ([pair("a", "z", 0.1)], "correlation of a, z: z is not an input that is drawn"),
        ([group("az", 0.1, id="g")], "correlation g: z is not an input that is drawn"),
        ([pair("a", "a", 0.1)], "an input cannot be correlated with itself"),
        ([pair("a", "b", 0.1), pair("b", "a", 0.2)], "the correlation of a and b is stated twice: 0.1 and 0.2"),
    ],
)
def test_structure__refusals(stated, sentence):
    with pytest.raises(LawError) as caught:
        structure(stated, NAMES)
    assert sentence in str(caught.value)


def test_cholesky__equals_numpys():
    rng = np.random.default_rng(1)
    for size in (1, 2, 7, 30):
        half = rng.normal(size=(size, size + 2))
        matrix = half @ half.T
        factor = cholesky(matrix)
        assert factor == pytest.approx(np.linalg.cholesky(matrix), abs=1e-12 * np.abs(matrix).max())
        assert (np.triu(factor, 1) == 0.0).all()


@pytest.mark.parametrize("matrix", [[[1, -1], [-1, 1]], np.ones((3, 3)), [[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]]])
def test_cholesky__semidefinite_is_allowed(matrix):
    matrix = np.array(matrix, dtype=float)
    factor = cholesky(matrix)
    assert factor is not None
    assert factor @ factor.T == pytest.approx(matrix, abs=1e-15)


@pytest.mark.parametrize("matrix", [[[1, 1.01], [1.01, 1]], [[1, 1, 0.5], [1, 1, 0.4], [0.5, 0.4, 1]]])
def test_cholesky__indefinite_is_not(matrix):
    assert cholesky(np.array(matrix, dtype=float)) is None


def test_nearest__highams_example():
    """Higham (2002), section 4: entries 0.7607 and 0.1573."""
    found = nearest(np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]]))
    assert found[0, 1] == pytest.approx(0.7607, abs=5e-5)
    assert found[0, 2] == pytest.approx(0.1573, abs=5e-5)


def test_nearest__is_a_correlation_matrix():
    rng = np.random.default_rng(3)
    for size in (3, 6, 12):
        half = np.tril(rng.uniform(-1, 1, (size, size)), -1)
        found = nearest(half + half.T + np.eye(size))
        assert (np.diag(found) == 1).all()
        assert np.linalg.eigvalsh(found)[0] > 0.0
        assert cholesky(found) is not None
