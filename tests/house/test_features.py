"""docs/features.md claims nothing that no test proves."""

import ast
import re

from tests.house import tree

_PAGE = tree.ROOT / "docs" / "features.md"
_PARTS = set("ABCDEFGHI")
_OTHERS = 15
_PROVEN = re.compile(r'\[([YP])\]\((\S+) "(test_\w+)"\)(?: ([A-I]))?')


def _rows() -> list[list[str]]:
    rows = []
    for line in tree.text(_PAGE).splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and cells[0] != "feature" and not set(cells[0]) <= {"-"}:
            rows.append(cells)
    return rows


def test_the_page_keeps_all_156_rows():
    rows = _rows()
    assert len(rows) == 156
    assert len({row[0] for row in rows}) == 156
    assert {len(row) for row in rows} == {2 + _OTHERS}


def test_the_others_have_one_letter_each():
    assert {cell for row in _rows() for cell in row[2:]} == {"Y", "P", "N", "?"}


def test_every_cell_of_ours_is_a_proof_or_the_part_that_brings_it():
    wrong = {}
    for row in _rows():
        proven = _PROVEN.fullmatch(row[1])
        if row[1] not in _PARTS and not proven:
            wrong[row[0]] = row[1]
        elif proven and (proven[1] == "P") != bool(proven[4]):
            wrong[row[0]] = "P names the part that brings the rest, Y names none"
    assert wrong == {}


def test_every_claim_leads_to_a_test_that_exists():
    claims = [match for row in _rows() if (match := _PROVEN.fullmatch(row[1]))]
    assert claims
    lost = []
    for _mark, where, name, _rest in (claim.groups() for claim in claims):
        path = (_PAGE.parent / where).resolve()
        functions = (
            {node.name for node in ast.walk(tree.syntax(path)) if isinstance(node, ast.FunctionDef)}
            if path.is_file()
            else set()
        )
        if name not in functions:
            lost.append(f"{where} {name}")
    assert lost == []
