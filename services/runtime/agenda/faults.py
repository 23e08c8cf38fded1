"""What is wrong with the agenda, each with file and line, told all at once and in a stable order."""

from dataclasses import dataclass, field

import yaml

from services.runtime.errors import ConfigError

Step = str | int
_EXPECTED = "expected "
_SHOWN = 60


@dataclass(frozen=True)
class Place:
    """Where a record stands: the file as shown to people, and its YAML node (None: the file itself)."""

    file: str
    node: yaml.Node | None = None
    name: str = ""

    def line(self, path: tuple[Step, ...]) -> int:
        """The line on which the deepest part of `path` that exists begins, counted from 1."""
        node = mark = self.node
        for step in path:
            mark = _key(node, step) or mark
            node = child(node, step)
        return mark.start_mark.line + 1 if mark is not None else 1

    def found(self, path: tuple[Step, ...]) -> str:
        """What stands at `path`, in words: a value as YAML writes it, or that there is none."""
        node = self.node
        for step in path:
            node = child(node, step)
        return _written(node) if node is not None else "missing"

    def below(self, step: Step, name: str) -> "Place":
        """The place of a part of this one."""
        return Place(self.file, child(self.node, step), name)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass
class Faults:
    """Everything that is wrong, so that it can be told at once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, place: Place, path: tuple[Step, ...], message: str) -> None:
        """Note one fault. A message that only says what was expected gets what stands there put before it."""
        where = ".".join([part for part in (place.name, *map(str, path)) if part])
        bare = message.startswith(_EXPECTED) and (path or not isinstance(place.node, yaml.MappingNode))
        told = f"{place.found(path)}; {message}" if bare else message
        self.at(place.file, place.line(path), f"{where}: {told}" if where else told)

    def at(self, file: str, line: int, message: str) -> None:
        """Note one fault at a line of a file."""
        self.found.append(Fault(file, line, message))

    @property
    def lines(self) -> list[str]:
        """`file:line: what is wrong; expected …`, by file and line, each once."""
        return [str(fault) for fault in sorted(set(self.found))]

    def error(self, what: str) -> ConfigError:
        """One error that tells all faults."""
        lines = self.lines
        return ConfigError("\n".join([f"{what}: {counted(lines)}", *lines]), faults=tuple(lines))


def counted(lines: list[str]) -> str:
    """`1 fault`, `3 faults`."""
    return f"{len(lines)} fault{'' if len(lines) == 1 else 's'}"


def child(node: yaml.Node | None, step: Step) -> yaml.Node | None:
    """The part of a node under a key or position, None where there is none."""
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _key(node: yaml.Node | None, step: Step) -> yaml.Node | None:
    """Where a part begins: at the name of a field, or at an item of a list."""
    if isinstance(node, yaml.MappingNode):
        return next((key for key, _ in node.value if key.value == str(step)), None)
    return child(node, step)


def _written(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        quoted = node.style in ("'", '"') or node.tag.endswith(":str")
        text = repr(node.value) if quoted else node.value or "empty"
    elif isinstance(node, yaml.SequenceNode):
        plain = all(isinstance(part, yaml.ScalarNode) for part in node.value)
        text = f"[{', '.join(part.value for part in node.value)}]" if plain else f"a list of {len(node.value)}"
    else:
        text = f"a mapping with {', '.join(str(key.value) for key, _ in node.value) or 'nothing'}"
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
