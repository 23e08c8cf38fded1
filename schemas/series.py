"""Series identity: the one place where a `series_id` is built and parsed."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, unquote

_SOURCE = re.compile(r"^[a-z][a-z0-9_]*$")
_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")
_SAFE = "-._~:,+/"


@dataclass(frozen=True, slots=True)
class SeriesId:
    """One measured thing over time: source, dataset and every dimension that defines it.

    The canonical string is `source:dataset?dim=code&…`, dimensions sorted by name, reserved characters
    percent-encoded: equal identities are equal strings.
    """

    source: str
    dataset: str
    dimensions: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, source: str, dataset: str, dimensions: dict[str, str] | None = None) -> Self:
        """Build an identity. Raises ValueError for an illegal source or dimension name or an empty part."""
        dims = dimensions or {}
        if not _SOURCE.match(source):
            raise ValueError(f"series source {source!r}; expected lower-case letters, digits and _")
        if not dataset:
            raise ValueError(f"series of {source}: the dataset is empty; expected source:dataset?dim=code&…")
        for name, code in dims.items():
            if not _NAME.match(name) or code == "":
                raise ValueError(f"series {source}:{dataset}: illegal dimension {name!r}={code!r}; expected name=code")
        return cls(source, dataset, tuple(sorted(dims.items())))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a canonical string. Raises ValueError, naming the fault, for anything else."""
        source, colon, rest = text.partition(":")
        dataset, mark, query = rest.partition("?")
        if not colon or (mark and not query):
            raise ValueError(f"series id {text!r}; expected source:dataset?dim=code&…")
        dims: dict[str, str] = {}
        for pair in query.split("&") if query else ():
            name, equals, code = pair.partition("=")
            if not equals or name in dims:
                raise ValueError(
                    f"series id {text!r}: faulty or repeated dimension {pair!r}; expected each once, as name=code"
                )
            dims[name] = unquote(code)
        parsed = cls.of(source, unquote(dataset), dims)
        if str(parsed) != text:
            raise ValueError(f"series id {text!r} is not canonical; expected {str(parsed)!r}")
        return parsed

    def __str__(self) -> str:
        query = "&".join(f"{name}={quote(code, safe=_SAFE)}" for name, code in self.dimensions)
        return f"{self.source}:{quote(self.dataset, safe=_SAFE)}" + (f"?{query}" if query else "")

    @property
    def codes(self) -> dict[str, str]:
        """The dimensions as a dict."""
        return dict(self.dimensions)

    @property
    def geo(self) -> str | None:
        """The geography, where the series has one."""
        return self.codes.get("geo")

    def at(self, geo: str) -> "SeriesId":
        """The same measure in another place."""
        return SeriesId.of(self.source, self.dataset, {**self.codes, "geo": geo})
