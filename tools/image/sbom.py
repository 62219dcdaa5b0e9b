"""
Print what is in the image as a CycloneDX 1.6 document: distributions of Python, Debian packages, Python itself.

Runs inside the image (`python3 - <tools/image/sbom.py`), so that it tells what is there and not what was asked for;
it needs the standard library only. Equal images give equal documents: no time, and a serial number made of the content.
Sources: CycloneDX 1.6 JSON reference; purl types `pypi`, `deb` and `generic` of the package-url specification.
"""

import json
import platform
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from email.message import Message
from email.parser import HeaderParser
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

PROGRAM = "opt/ci-l10n"
RECORDS = "var/lib/dpkg/status.d"

Json = dict[str, Any]


class Part(NamedTuple):
    """One component: its purl, how others call it, and the names of what it needs."""

    purl: str
    name: str
    component: Json
    needs: frozenset[str]


def document(root: Path) -> Json:
    """The bill of materials of the file system below ``root``."""
    parts = sorted({part.purl: part for part in (*_python(root), *_debian(root), _interpreter())}.values())
    image = _image(root)
    by_name = {part.name: part.purl for part in parts}
    needs = {part.purl: sorted({by_name[name] for name in part.needs & by_name.keys()}) for part in parts}
    brought = {purl for found in needs.values() for purl in found}
    needs[image["bom-ref"]] = sorted(needs.keys() - brought)  # what nothing else brings along
    content: Json = {
        "metadata": {"lifecycles": [{"phase": "post-build"}], "component": image},
        "components": [part.component for part in parts],
        "dependencies": [{"ref": ref, "dependsOn": found} for ref, found in sorted(needs.items())],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(content, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        **content,
    }


def _image(root: Path) -> Json:
    text = (root / PROGRAM / "ci_l10n" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"', text, re.MULTILINE)
    if found is None:
        raise SystemExit(f"sbom: no version in {PROGRAM}/ci_l10n/__init__.py")
    return {
        "type": "container",
        "bom-ref": "ci-l10n",
        "name": "ci-l10n",
        "version": found[1],
        "purl": f"pkg:oci/ci-l10n?arch={_architecture()}",
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }


def _architecture() -> str:
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def _python(root: Path) -> Iterator[Part]:
    for found in distributions(path=[str(root / PROGRAM)]):
        name = _canonical(found.metadata["Name"])
        purl = f"pkg:pypi/{quote(name)}@{quote(found.version)}"
        yield Part(
            purl, f"python:{name}", _component(purl, name, found.version, _licenses(found)), _needs(found)
        )


def _licenses(found: Distribution) -> list[Json]:
    """As the distribution says it; a text of many lines is the licence itself, and is in the image beside it."""
    if expressions := found.metadata.get_all("License-Expression"):
        return [{"expression": expressions[0]}]
    named = [text.strip() for text in found.metadata.get_all("License") or () if "\n" not in text.strip()]
    classified = [
        text for text in found.metadata.get_all("Classifier") or () if text.startswith("License :: ")
    ]
    return [
        {"license": {"name": name}} for name in named or (text.rpartition(" :: ")[2] for text in classified)
    ]


def _needs(found: Distribution) -> frozenset[str]:
    """Names of what the distribution requires without any extra."""
    wanted = [text for text in found.requires or () if "extra ==" not in text]
    names = [re.split(r"[^\w.-]", text, maxsplit=1)[0] for text in wanted]
    return frozenset(f"python:{_canonical(name)}" for name in names)


def _canonical(name: str) -> str:
    """As purls and the lock spell a distribution."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _debian(root: Path) -> Iterator[Part]:
    system = dict(
        line.split("=", 1) for line in (root / "etc" / "os-release").read_text().splitlines() if "=" in line
    )
    distro = f"{system['ID']}-{system.get('VERSION_ID', 'sid')}".replace('"', "")
    for path in sorted((root / RECORDS).iterdir()):
        record = HeaderParser().parsestr(path.read_text(encoding="utf-8"))
        name, version = record["Package"], record["Version"]
        qualifiers = {"arch": record["Architecture"], "distro": distro, "upstream": _source(record)}
        purl = f"pkg:deb/{distro.partition('-')[0]}/{quote(name)}@{quote(version, safe=':')}?{_query(qualifiers)}"
        depends = re.findall(r"(?:^|[,|])\s*([a-z0-9][a-z0-9+.-]*)", record.get("Depends", ""))
        yield Part(
            purl,
            f"debian:{name}",
            _component(purl, name, version, []),
            frozenset(f"debian:{n}" for n in depends),
        )


def _source(record: Message) -> str:
    """The source package, by which Debian's security tracker knows flaws; "" when it is called the same."""
    return str(record.get("Source", "")).partition(" ")[0]


def _interpreter() -> Part:
    version = platform.python_version()
    purl = f"pkg:generic/python@{version}"
    return Part(
        purl, "python", _component(purl, "python", version, [{"license": {"id": "PSF-2.0"}}]), frozenset()
    )


def _query(qualifiers: Mapping[str, str]) -> str:
    return "&".join(f"{name}={quote(value)}" for name, value in sorted(qualifiers.items()) if value)


def _component(purl: str, name: str, version: str, licenses: list[Json]) -> Json:
    made: Json = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    return {**made, "licenses": licenses} if licenses else made


if __name__ == "__main__":
    print(json.dumps(document(Path(sys.argv[1] if len(sys.argv) > 1 else "/")), indent=1, sort_keys=True))
