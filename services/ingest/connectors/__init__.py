"""The connectors: per source how it is asked and how its bytes are read; recipes and recordings lie beside each."""

import importlib
from pathlib import Path

from services.ingest.connectors.base import Connector
from services.ingest.connectors.plain import Plain
from services.ingest.recipes import load_recipe
from services.runtime.errors import ConfigError

HERE = Path(__file__).parent


def connectors() -> dict[str, Connector]:
    """Every connector by the name of its source, which is that of its folder.

    The class of the folder's `connector.py`, or where it has none, one that goes by the recipes alone. Raises
    ConfigError for a folder that is neither.
    """
    return {folder.name: _connector(folder) for folder in sorted(HERE.iterdir()) if (folder / "recipes").is_dir()}


def _connector(folder: Path) -> Connector:
    if not (folder / "connector.py").exists():
        return Plain(folder.name, [load_recipe(path) for path in sorted((folder / "recipes").glob("*.yaml"))])
    module = importlib.import_module(f"{__name__}.{folder.name}.connector")
    own = [found for found in vars(module).values() if isinstance(found, type) and found.__module__ == module.__name__]
    named = [found for found in own if getattr(found, "source", None) == folder.name]
    if len(named) != 1:
        raise ConfigError(
            f"{folder.name}/connector.py has {len(named)} classes with source {folder.name!r}; expected one"
        )
    made: Connector = named[0]()
    return made
