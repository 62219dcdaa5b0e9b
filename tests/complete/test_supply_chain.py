"""What the image is made of: pinned, locked, hashed, and listed."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
DIGEST = "sha256:" + "0123456789abcdef" * 4


def instructions() -> list[tuple[str, str]]:
    """(INSTRUCTION, rest) of the Dockerfile, continued lines joined, comments left out."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in text.splitlines() if line.strip()]


def test_stages_start_from_one_base_and_the_last_one_from_nothing() -> None:
    *bases, last = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    assert last == "scratch"
    (base,) = set(bases)
    assert re.fullmatch(r"python:3\.\d+-slim(@sha256:[0-9a-f]{64})?", base)


def test_nothing_is_installed_but_locked_wheels_with_their_hashes() -> None:
    (command,) = (rest for name, rest in instructions() if name == "RUN" and "pip install" in rest)
    for flag in ("--require-hashes", "--only-binary :all:", "-r /src/requirements.lock"):
        assert flag in command
    assert not re.search(r"curl|wget|ADD ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))


def test_the_dockerfile_keeps_the_rules_for_container_actions() -> None:
    names = [name for name, _ in instructions()]
    assert "USER" not in names
    assert "WORKDIR" not in names
    (entrypoint,) = (rest for name, rest in instructions() if name == "ENTRYPOINT")
    assert all(part.startswith("/") for part in yaml.safe_load(entrypoint))


def test_no_configuration_of_git_is_written_that_outlives_a_run() -> None:
    """HOME is a folder of the host that later containers of the job share."""
    sources = [ROOT / "entrypoint.py", *ROOT.glob("ci_l10n/**/*.py")]
    texts = {path: path.read_text(encoding="utf-8") for path in sources}
    assert [path for path, text in texts.items() if "--global" in text or "--system" in text] == []


def test_what_the_dockerfile_copies_is_let_through_to_the_engine() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    allowed = {line[1:] for line in lines if line.startswith("!")}
    copied = {
        source
        for name, rest in instructions()
        if name == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    }
    assert copied == allowed
    assert all((ROOT / path).exists() for path in copied)


def locked() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    found = re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def test_the_lock_satisfies_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["sandbox"]]
    for text in wanted:
        requirement = Requirement(text)
        version = locked().get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not locked; run `make lock`"
        assert requirement.specifier.contains(version), f"{text} but {version} is locked; run `make lock`"


def test_everything_locked_has_hashes_and_comes_from_wherever_the_machine_says() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "index-url" not in text


def test_the_lock_holds_what_the_project_asks_for_and_nothing_it_no_longer_does() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["sandbox"])
    ]
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    ours = [entry for entry in re.split(r"\n(?=[a-z0-9])", text)[1:] if "ci-l10n (pyproject.toml)" in entry]
    assert {entry.partition("==")[0] for entry in ours} == {canonicalize_name(each.name) for each in asked}


def test_every_locked_package_is_one_that_another_or_we_want() -> None:
    """`via` comments name who wants what; an orphan would be an unexplained package in the image."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        wanted_by = set(re.findall(r"^ +#   (?:via )?([a-z0-9-]+)|# via ([a-z0-9-]+)", entry, re.MULTILINE))
        names = {name for pair in wanted_by for name in pair if name} - {"via"}
        assert names, entry
        assert names <= {*locked(), "ci-l10n"}, entry


# The base image


def pin(dockerfile: Path, *digest: str) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = ["bash", ROOT / "tools" / "image" / "pin_base.sh", dockerfile, *digest]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_stage_gets_the_digest_and_what_is_pinned_stays(tmp_path: Path) -> None:
    dockerfile = tmp_path / "Dockerfile"
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    dockerfile.write_text(re.sub("@sha256:[0-9a-f]+", "", text), encoding="utf-8")
    done = pin(dockerfile, DIGEST)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(rf"python:3\.\d+-slim@{DIGEST}\n", done.stdout)
    pinned = dockerfile.read_text(encoding="utf-8")
    assert re.findall(r"^FROM (\S+)", pinned, re.MULTILINE) == [done.stdout.strip()] * 3 + ["scratch"]
    assert pinned.replace(f"@{DIGEST}", "") == re.sub("@sha256:[0-9a-f]+", "", text)
    again = pin(dockerfile, DIGEST.replace("0", "f"))
    assert (again.returncode, again.stdout) == (0, done.stdout)
    assert dockerfile.read_text(encoding="utf-8") == pinned


@pytest.mark.parametrize("digest", ["latest", "sha256:12", f"{DIGEST}\nRUN evil", f"{DIGEST}|e"])
def test_what_is_no_digest_is_not_written(digest: str, tmp_path: Path) -> None:
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text("FROM python:3.12-slim\n", encoding="utf-8")
    done = pin(dockerfile, digest)
    assert done.returncode == 1
    assert "is no digest" in done.stderr
    assert dockerfile.read_text(encoding="utf-8") == "FROM python:3.12-slim\n"


def test_two_different_bases_are_not_pinned_to_one_digest(tmp_path: Path) -> None:
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text("FROM a:1 AS x\nFROM b:2\n", encoding="utf-8")
    done = pin(dockerfile, DIGEST)
    assert done.returncode == 1
    assert "several base images: a:1 b:2" in done.stderr


# The bill of materials


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A file system like the image's, of two distributions and two Debian packages."""
    files = {
        "opt/ci-l10n/ci_l10n/__init__.py": '__version__ = "1.2.3"\n',
        "opt/ci-l10n/top_level-2.0.dist-info/METADATA": (
            "Metadata-Version: 2.4\nName: Top_Level\nVersion: 2.0\nLicense-Expression: MIT\n"
            "Requires-Dist: below.it>=1\nRequires-Dist: absent; extra == 'more'\n"
        ),
        "opt/ci-l10n/below_it-1.5.dist-info/METADATA": (
            "Metadata-Version: 2.1\nName: below-it\nVersion: 1.5\nLicense: line\n        of many\n"
            "Classifier: License :: OSI Approved :: BSD License\n"
        ),
        "etc/os-release": 'ID=debian\nVERSION_ID="12"\n',
        "var/lib/dpkg/status.d/git": (
            "Package: git\nArchitecture: amd64\nVersion: 1:2.39.5-0+deb12u3\nDepends: libc6 (>= 2.34), perl | x\n"
            "Description: revision control\n of files\n"
        ),
        "var/lib/dpkg/status.d/libc6": (
            "Package: libc6\nSource: glibc\nArchitecture: amd64\nVersion: 2.36-9\nDescription: C\n"
        ),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def bill(root: Path) -> dict[str, Any]:
    """What the script prints that runs in the image, on standard input there as here."""
    script = (ROOT / "tools" / "image" / "sbom.py").read_text(encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-", root], input=script, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_the_bill_lists_distributions_packages_and_python(image: Path) -> None:
    python = ".".join(map(str, sys.version_info[:3]))
    assert [part["purl"] for part in bill(image)["components"]] == [
        "pkg:deb/debian/git@1:2.39.5-0%2Bdeb12u3?arch=amd64&distro=debian-12",
        "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12&upstream=glibc",
        f"pkg:generic/python@{python}",
        "pkg:pypi/below-it@1.5",
        "pkg:pypi/top-level@2.0",
    ]


def test_the_bill_tells_licences_and_what_brings_what_along(image: Path) -> None:
    found = bill(image)
    licences = {part["name"]: part.get("licenses") for part in found["components"]}
    assert licences["top-level"] == [{"expression": "MIT"}]
    assert licences["below-it"] == [{"license": {"name": "BSD License"}}]
    needs = {item["ref"]: item["dependsOn"] for item in found["dependencies"]}
    assert needs["pkg:pypi/top-level@2.0"] == ["pkg:pypi/below-it@1.5"]
    assert [ref.partition("@")[0] for ref in needs["ci-l10n"]] == [
        "pkg:deb/debian/git", "pkg:generic/python", "pkg:pypi/top-level",
    ]  # fmt: skip
    assert found["metadata"]["component"]["version"] == "1.2.3"


def test_equal_images_have_equal_bills_and_others_another_serial_number(image: Path) -> None:
    first = bill(image)
    assert bill(image) == first
    shutil.rmtree(image / "opt" / "ci-l10n" / "below_it-1.5.dist-info")
    assert bill(image)["serialNumber"] != first["serialNumber"]
