"""The list of what is in the image, made of the real image, judged by the CycloneDX project's own validator."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.complete.test_supply_chain import locked
from tests.container import engine

pytestmark = [pytest.mark.long, pytest.mark.timeout(900), pytest.mark.usefixtures("image")]

JUDGE = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
import json

text = sys.stdin.read()
print(JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) or "valid")
for part in json.loads(text)["components"]:
    if PackageURL.from_string(part["purl"]).to_string() != part["purl"]:
        print("not canonical:", part["purl"])
"""


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    """What the script prints in the image, as `build.sh` and the release have it printed."""
    script = engine.ROOT / "tools" / "image" / "sbom.py"
    options = [
        "--network",
        "none",
        "--entrypoint",
        "/usr/local/bin/python3",
        "-v",
        f"{script}:/tmp/sbom.py:ro",
    ]
    ran = engine.run("/tmp/sbom.py", options=options)
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def judge() -> Path:
    """A Python that has the validator, made on demand; nothing of ours is needed there."""
    folder = engine.ROOT / ".tools" / "sbom"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = ("-m", "pip", "install", "--quiet", "cyclonedx-python-lib[json-validation]>=11")
        if subprocess.run([python, *pip], check=False).returncode != 0:
            pytest.skip("the validator cannot be had here")
        (folder / "ready").touch()
    return python


def test_the_bill_is_a_strictly_valid_cyclonedx_document_with_canonical_names(
    bill: dict[str, Any], judge: Path
) -> None:
    done = subprocess.run(
        [judge, "-c", JUDGE], input=json.dumps(bill), capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("valid\n", 0), done.stderr


def test_it_lists_the_distributions_that_are_locked_in_the_versions_that_are_locked(
    bill: dict[str, Any],
) -> None:
    listed = {part["name"]: part["version"] for part in bill["components"] if "pkg:pypi/" in part["purl"]}
    assert listed
    assert listed == {name: version for name, version in locked().items() if name in listed}
    left_out = locked().keys() - listed.keys()  # what markers leave out on Linux
    text = (engine.ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert all(re.search(rf"^{name}==\S+ ; ", text, re.MULTILINE) for name in left_out), left_out


def test_it_lists_the_packages_of_the_system_and_every_library_has_an_owner(bill: dict[str, Any]) -> None:
    names = {part["name"] for part in bill["components"] if "pkg:deb/" in part["purl"]}
    assert {"git", "libc6", "bash", "libcurl3-gnutls", "zlib1g"} <= names
    found = engine.shell("ls /var/lib/dpkg/status.d")
    assert names == set(found.out.split())
    assert all(part.get("licenses") for part in bill["components"] if "pkg:pypi/" in part["purl"])


def test_building_the_image_leaves_the_bill_beside_it(bill: dict[str, Any]) -> None:
    left = json.loads((engine.ROOT / ".tools" / "image" / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert left == bill
