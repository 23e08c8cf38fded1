"""The lock as an audit sees it, offline: every library from the public index, with hashes, under a fitting licence."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from services.cli.documentation import ROOT

LOCK = tomllib.loads((ROOT / "uv.lock").read_text())
PACKAGES = {package["name"]: package for package in LOCK["package"] if package["name"] != "koers"}
# Strong copyleft that would bind the whole work; the EUPL takes these only as separate works
_REFUSED = re.compile(r"\bA?GPL|General Public License", re.IGNORECASE)
_WEAK = re.compile(r"LGPL|Lesser", re.IGNORECASE)


def test_every_library_comes_from_the_public_index_with_hashes() -> None:
    for name, package in PACKAGES.items():
        assert package["source"] == {"registry": "https://pypi.org/simple"}, f"{name} comes from elsewhere"
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, f"{name} has no files"
        assert all(file["hash"].startswith("sha256:") for file in files), f"{name} has a file without a hash"


def test_what_a_release_ships_is_pinned_and_no_version_is_a_pre_release() -> None:
    for name, package in PACKAGES.items():
        assert not re.search(r"(a|b|rc|dev)\d+$", package["version"]), f"{name} {package['version']}"


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_a_library_has_a_licence_that_fits(name: str) -> None:
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return  # of another platform
    told = " ".join([found.get("License-Expression") or "", *(found.get_all("Classifier") or [])])
    licences = told if "License" in told or found.get("License-Expression") else (found.get("License") or "")[:200]
    assert _WEAK.search(licences) or not _REFUSED.search(licences), licences
