"""Zip files under limits: the one table inside a download, and workbooks, which are zip files themselves."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO

from services.ingest.decode.errors import NotData, TooLarge

ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_WORKBOOK = "[Content_Types].xml"
_MAX_MEMBERS = 200
_MAX_RATIO = 200
_SMALL = 1_000_000
_ENCRYPTED = 0x1
_TABLES = (".csv", ".tsv", ".txt", ".json", ".xml", ".xlsx")
_PIECE = 1 << 20


def is_zip(body: bytes) -> bool:
    """Whether the bytes are a zip file, a workbook among them."""
    return body.startswith((ZIP, _EMPTY_ZIP))


def is_workbook(body: bytes) -> bool:
    """Whether a zip file is a spreadsheet of the Office kind."""
    if not body.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _WORKBOOK in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        return False


def checked_members(body: bytes, limit: int) -> list[zipfile.ZipInfo]:
    """The files inside, by what the directory of the zip says, before anything is unpacked.

    Raises TooLarge for one that says it unpacks beyond `limit` bytes or like a bomb, and NotData for a damaged one, an
    encrypted one and one with a name that leads out of a folder.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise NotData("zip_damaged", f"the zip file cannot be read: {error}") from error
    size, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if len(members) > _MAX_MEMBERS:
        raise TooLarge(f"the zip file holds {len(members)} files, more than {_MAX_MEMBERS}")
    if size > limit or size > _MAX_RATIO * max(packed, 1) + _SMALL:
        raise TooLarge(f"the zip file unpacks to {size} bytes from {packed}, the limit is {limit}")
    for member in members:
        _check_name(member)
    return members


def unzipped(body: bytes, limit: int) -> bytes:
    """The one table in a zip file: its only `.txt` or `.csv` (or alike), else its only file.

    Raises NotData where there is none or more than one, or its checksum is wrong, and TooLarge beyond `limit` bytes,
    whatever the directory of the zip says.
    """
    members = checked_members(body, limit)
    tables = [m for m in members if PurePosixPath(m.filename).suffix.lower() in _TABLES] or members
    if len(tables) != 1:
        names = ", ".join(member.filename[:60] for member in tables[:5])
        raise NotData("many_files", f"the zip file holds {len(tables)} tables ({names}), where one was expected")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive, archive.open(tables[0]) as member:
            return _within(member, limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise NotData("zip_damaged", f"the zip file cannot be unpacked: {error}") from error


def _within(member: IO[bytes], limit: int) -> bytes:
    parts, room = [], limit
    while part := member.read(_PIECE):
        room -= len(part)
        if room < 0:
            raise TooLarge(f"the zip file unpacks to more than the limit of {limit} bytes")
        parts.append(part)
    return b"".join(parts)


def _check_name(member: zipfile.ZipInfo) -> None:
    """A name is never used as a path here; one that tries to be one tells what kind of file this is."""
    name = member.orig_filename
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    if posix.is_absolute() or windows.drive or windows.root or ".." in {*posix.parts, *windows.parts} or "\0" in name:
        raise NotData("unsafe_name", f"the zip file holds a name that leads out of its folder: {name[:60]!r}")
    if member.flag_bits & _ENCRYPTED:
        raise NotData("zip_encrypted", f"the file {name[:60]!r} in the zip is encrypted")
