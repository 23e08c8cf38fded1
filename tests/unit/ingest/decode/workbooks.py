"""Workbooks of the tests, also such as no spreadsheet program writes."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl


def workbook(*rows: Sequence[Any], sheet: str = "Data", others: Sequence[str] = ()) -> bytes:
    """A workbook of one filled sheet, and empty ones behind it."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for name in others:
        book.create_sheet(name)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def unpacked_parts(body: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed_parts(parts: Mapping[str, bytes]) -> bytes:
    """A workbook of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def rewritten(body: bytes, member: str, old: str, new: str) -> bytes:
    """The same workbook with a text in one of its parts replaced."""
    parts = unpacked_parts(body)
    assert old.encode() in parts[member]
    return packed_parts({**parts, member: parts[member].replace(old.encode(), new.encode())})
