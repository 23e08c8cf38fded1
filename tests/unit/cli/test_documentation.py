"""What is not documented fails the build; what is generated is what is committed."""

import re
import tomllib

import pytest

from services.cli.documentation import ROOT, SERVICES, differing, generated
from services.cli.main import app
from services.ingest.recipe import Recipe
from services.runtime.metrics import Metrics
from services.runtime.topics import load_topics


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return generated(app)


def test_what_is_generated_is_what_is_committed() -> None:
    assert differing(app) == []


def test_every_setting_is_told_with_its_purpose(pages: dict[str, str]) -> None:
    for kind in SERVICES.values():
        for name, field in kind.model_fields.items():
            assert field.description, f"{kind.__name__}.{name} says not what it is for"
            assert f"`KOERS_{name.upper()}`" in pages["docs/settings.md"]


def test_every_topic_and_metric_is_told(pages: dict[str, str]) -> None:
    for topic in load_topics().topics:
        assert f"`{topic.name}`" in pages["docs/topics.md"]
    for family in Metrics().described():
        assert f"`{family.name}`" in pages["docs/metrics.md"]
        assert family.purpose


def test_every_option_of_every_command_says_what_it_does(pages: dict[str, str]) -> None:
    silent = re.findall(r"^- `.*`: *$", pages["docs/commands.md"], re.MULTILINE)
    assert silent == []
    assert "## `koers up`" in pages["docs/commands.md"]


def test_every_field_of_a_recipe_is_told(pages: dict[str, str]) -> None:
    for name in Recipe.model_fields:
        assert re.search(rf"^\| `{name}` \| (yes|no) \| \S", pages["docs/recipes.md"], re.MULTILINE), name


def test_every_library_is_named_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    table = (ROOT / "docs" / "design.md").read_text()
    names = {re.split(r"[\[<>=]", line)[0] for line in wanted}
    assert {name for name in names if not name.startswith("types-") and name not in table} == set()
