"""Reading the recipes that ship with the connectors, all at once and with every fault told."""

from collections.abc import Iterable
from pathlib import Path

import yaml
from pydantic import ValidationError

from services.ingest.recipe import Recipe
from services.runtime.errors import ConfigError

CONNECTORS = Path(__file__).parent / "connectors"


def load_recipe(path: Path) -> Recipe:
    """Read one recipe. Raises ConfigError naming the file, the field and what was expected."""
    try:
        recipe = Recipe.model_validate(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"recipe {path.name} cannot be read: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ConfigError(f"recipe {path.name}: {faults}") from error
    if path.stem != recipe.dataset or path.parent.parent.name != recipe.source:
        raise ConfigError(f"recipe {path.name}: the file must be <source>/recipes/<dataset>.yaml")
    return recipe


def load_recipes(root: Path = CONNECTORS) -> tuple[Recipe, ...]:
    """Every recipe below `root`, ordered by id. Raises ConfigError with the faults of all files."""
    recipes: list[Recipe] = []
    faults: list[str] = []
    for path in sorted(root.glob("*/recipes/*.yaml")):
        try:
            recipes.append(load_recipe(path))
        except ConfigError as error:
            faults.append(error.message)
    if faults:
        raise ConfigError("recipes cannot be used:\n  " + "\n  ".join(faults))
    return tuple(sorted(recipes, key=lambda recipe: recipe.id))


def by_source(recipes: Iterable[Recipe]) -> dict[str, list[Recipe]]:
    """Recipes per source, in order."""
    found: dict[str, list[Recipe]] = {}
    for recipe in recipes:
        found.setdefault(recipe.source, []).append(recipe)
    return found
