"""CSV tables as people and spreadsheets write them: read as meant, or refused; never a row or column less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aksonsim.errors import ScenarioError
from aksonsim.files.load import load
from aksonsim.files.tables import municipalities, observations

CODES = "code,name,county,inhabitants\n"


def observed(folder: Path, text: str | bytes, column: str = "cost") -> list[float]:
    file = folder / "t.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return observations(file, column)


def refused(folder: Path, text: str | bytes, column: str = "cost") -> str:
    with pytest.raises(ScenarioError) as error:
        observed(folder, text, column)
    return str(error.value).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    "text",
    [
        "cost\n1.5\n2\n",
        "cost\r\n1.5\r\n2\r\n",
        "cost\r1.5\r2\r",
        "cost\n1.5\n2",
        "\ufeffcost\n1.5\n2\n",
        "\n\ncost\n\n1.5\n   \n2\n\n",
        " cost \n 1.5 \n 2 \n",
        '"cost"\n"1.5"\n"2"\n',
        "id,cost\na,1.5\nb,2\n",
        "id;cost\na;1.5\nb;2\n",
        "id\tcost\na\t1.5\nb\t2\n",
        "id;cost;\na;1.5;\nb;2;\n;;\n",
        "name, short;cost\na, b;1.5\nc;2\n",
        '"name; long",cost\n"a;b",1.5\nc,2\n',
        'note,cost\n"two\nlines",1.5\n"a ""b"" c",2\n',
        "x,x,cost\n1,2,1.5\n3,4,2\n",
        ",,cost\n1,2,1.5\n3,4,2\n",
        "Cost,cost\n9,1.5\n9,2\n",
        "cost,2019\n1.5,3\n2,4\n",
        "cost\n+1.5e0\n.2E+1\n",
    ],
)
def test_table__is_read_however_it_is_written(tmp_path: Path, text: str) -> None:
    assert observed(tmp_path, text) == [1.5, 2.0]


def test_table__the_only_column_needs_no_name_and_a_year_may_be_one(tmp_path: Path) -> None:
    assert observed(tmp_path, "cost\n1\n2\n", "") == [1.0, 2.0]
    assert observed(tmp_path, "2019,2020\n1,3\n2,4\n", "2020") == [3.0, 4.0]


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("cost,cost\n1,2\n3,4\n", "cost", "t.csv:1:1: column cost stands twice; give each a name of its own"),
        ("a, cost ,cost\n1,2,3\n3,4,5\n", "cost", "t.csv:1:1: column cost stands twice; give each a name of its own"),
        ("1\n2\n3\n", "", "t.csv:1:1: no column named; the first line holds no names; a header line names the columns"),
        ("1\n2\n3\n", "cost", "t.csv:1:1: no column cost; the first line holds no names; a header line"),
        ("1.5\n2\n", "", "the first line holds no names"),
        ("-1e3\n2\n4\n", "", "the first line holds no names"),
        ("1 000\n2 000\n3 000\n", "", "the first line holds no names"),
        ("1,5\n2,7\n3,1\n", "", "the first line holds no names"),
        ("a,1.5\nb,2\nc,3\n", "", "the first line holds no names"),
        ("a,b\n1,2\n", "", "t.csv:1:1: no column named; columns: a, b"),
        ("Cost,b\n1,2\n", "cost", "t.csv:1:1: no column cost; did you mean Cost? columns: Cost, b"),
        ("", "cost", "t.csv: the file is empty; a header line names the columns"),
        ("\n \n,,\n", "cost", "t.csv: the file is empty; a header line names the columns"),
        ("cost\n", "cost", "t.csv: cost has 0 numbers; at least 2 are needed"),
        ("cost\n1\n", "cost", "t.csv: cost has 1 numbers; at least 2 are needed"),
        ("cost\n1,5\n2,7\n", "cost", "t.csv:2:1: has 2 columns; the header has 1; a decimal comma?"),
        ("id,cost\na,1,5\n", "cost", "t.csv:2:1: has 3 columns; the header has 2; a decimal comma?"),
        ("id;cost\na;1,5\nb;2\n", "cost", "t.csv:2: cost: must be a number, not text '1,5'; write it"),
        ("id;cost\n1;1,5\n2;2\n", "cost", "cost: must be a number, not text '1,5'; write it with a point"),
        ("id;cost\n1;1 500\n2;2\n", "cost", "not text '1 500'; write it with a point and without blanks"),
        ("id;cost\n1;1'500\n2;2\n", "cost", "not text '1'500'; write it with a point and without blanks"),
        ('id,cost\n1,"1,500"\n2,2\n', "cost", "not text '1,500'; write it with a point and without blanks"),
        ("id,cost\n1,50%\n2,2\n", "cost", "not text '50%'; write it with a point and without blanks"),
        ("id,cost\n1,\n2,2\n", "cost", "t.csv:2: cost: must be a number, not nothing"),
        ("id,cost\n1,nan\n2,inf\n", "cost", "t.csv:2: cost: must be a number, not text 'nan'"),
        ("id,cost\n1,-Infinity\n2,2\n", "cost", "not text '-Infinity'"),
        ("id,cost\n1,1_000\n2,2\n", "cost", "not text '1_000'"),
        ("id,cost\n1,０\n2,2\n", "cost", "not text '０'"),
        ("id,cost\n1,0x10\n2,2\n", "cost", "not text '0x10'"),
        ("id,cost\n1,1e400\n2,2\n", "cost", "t.csv:2: cost: 1e400 is too large; numbers reach 1e+30"),
        ("id,cost\n1,-2e30\n2,2\n", "cost", "-2e30 is too large"),
        ("id,cost\n1\n", "cost", "t.csv:2:1: has 1 column; the header has 2"),
        ("id,cost\n1,2,\n", "cost", "t.csv:2:1: has 3 columns; the header has 2"),
        ("id,cost\n1,2\n\n3;4\n", "cost", "t.csv:4:1: has 1 column; the header has 2"),
        ("a;cost,x\n1;2,3\n3;4,5\n", "cost", "t.csv:1:1: two marks may set the columns apart; use"),
        ('id,cost\n1,"2\n', "cost", "t.csv:2:1: not valid CSV"),
        ('id,cost\n1,"2"3\n', "cost", "t.csv:2:1: not valid CSV"),
        ("id,cost\n1," + "9" * 140_000 + "\n", "cost", "t.csv:2:1: not valid CSV: field larger than field limit"),
        ("cost\n1.5\n".encode("utf-16"), "cost", "t.csv: is UTF-16; save as UTF-8"),
        ("beløp\n1\n2\n".encode("cp1252"), "beløp", "t.csv:1:4: byte 0xf8 is not UTF-8; save as UTF-8"),
    ],
)  # fmt: skip
def test_table__what_would_lose_or_invent_a_number_is_refused(
    tmp_path: Path, text: str | bytes, column: str, sentence: str
) -> None:
    assert sentence in refused(tmp_path, text, column)


def test_table__at_most_twenty_rows_are_told(tmp_path: Path) -> None:
    told = refused(tmp_path, "id,cost\n" + "".join(f"{i},x\n" for i in range(100)))
    assert len(told.splitlines()) == 20


SECRETS = {
    "passwd": "root:x:0:0:root:/root:/bin/bash\nops,SECRET:x:1:1:,,,:/home/ops:/bin/sh\nnobody:x:2:2::/:/bin/false\n",
    "shadow": "root:$6$SECRET$hash:19000:0:99999:7:::\nops:$6$SECRET:19000:0:99999:7:::\n",
    "key": "-----BEGIN OPENSSH PRIVATE KEY-----\nSECRETb3BlbnNzaC1rZXktdjEAAAAA\nSECRET==\n-----END-----\n",
    "words": "SECRET\nSECRET2\nhunter2\n",
    "settings": "PASSWORD=SECRET\nUSER=x\n",
    "yaml": "password: SECRET\nport: 5432\nhost: SECRET\n",
    "json": '{"token": "SECRET",\n"id": 5,\n"b": 6}\n',
    "netrc": "machine SECRET login SECRET\npassword SECRET\n",
    "hosts": "127.0.0.1 localhost\n10.0.0.1 SECRET\n",
    "program": "#!/bin/sh\nSECRET=1,2\necho $SECRET, 5\n",
    "one line": "SECRET",
    "columns": "SECRET,SECRET2\nSECRET,b\nc,d\n",
}


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("column", ["", "cost", "first"])
def test_table__a_message_repeats_nothing_of_a_file_that_is_none(tmp_path: Path, kind: str, column: str) -> None:
    wanted = SECRETS[kind].split("\n")[0] if column == "first" else column
    told = refused(tmp_path, SECRETS[kind], wanted)
    assert "SECRET" not in told.replace(wanted or "\0", "")
    assert "hunter" not in told


@pytest.mark.parametrize("kind", SECRETS)
def test_municipalities__a_message_repeats_nothing_of_a_file_that_is_none(tmp_path: Path, kind: str) -> None:
    (tmp_path / "t.csv").write_text(SECRETS[kind], encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        municipalities(tmp_path / "t.csv")
    assert "SECRET" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,name,county,inhabitants,inhabitants\n1,a,b,10,20\n", ":1:1: column inhabitants stands twice"),
        ("code,name,county,inhabitants,code\n1,a,b,10,2\n", ":1:1: column code stands twice"),
        ("1,a,b,10\n2,c,d,20\n", ":1:1: missing columns code, name, county, inhabitants; needed: code, name, county"),
        (CODES + "1,a,b,1 000\n", ":2:1: inhabitants: must be a whole number, not text '1 000'"),
        (CODES + "1,a,b,10.5\n", ":2:1: inhabitants: must be a whole number, not text '10.5'"),
        (CODES + "1,a,b,\n", ":2:1: inhabitants: must be a whole number, not nothing"),
        (CODES + "1,a,b,-5\n", ":2:1: inhabitants: must be a whole number, not text '-5'"),
        (CODES + "1,a,b,٣\n", ":2:1: inhabitants: must be a whole number, not text '٣'"),
        (CODES + "1,a,b," + "9" * 5000 + "\n", ":2:1: inhabitants: must be a whole number, not text '999"),
        (CODES + "1,a,b,10\n1,c,d,20\n", "municipality code 1 stands twice"),
        (CODES + ",a,b,10\n", "must be a name of letters, digits, not text ''"),
        (CODES, "needs either table: norway-2020, or municipalities"),
    ],
)
def test_municipalities__what_would_lose_or_invent_people_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(
        "schema: 1\ntitle: t\nprice_year: 2019\ncosts: [{id: a, estimate: 1}]\npopulation: {data: t.csv}\n"
    )
    with pytest.raises(ScenarioError, match=re.escape(sentence)):
        load(tmp_path / "s.yaml")
