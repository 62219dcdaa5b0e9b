"""What is remembered of a key project between runs, as plain data (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ci_l10n.tms.smartcat.keys.files import Table


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection that one of our files was imported into: the service lists none."""

    name: str  # path of the source file as it is now
    external_id: str  # path at first upload, which the collection is called after
    table: Table


def keep(collections: Mapping[str, Collection], project_id: str) -> dict[str, Any]:
    """Memory of these collections, by their names in the service; {} without any."""
    if not collections:
        return {}
    plain = {
        name: {"name": each.name, "external_id": each.external_id, **each.table._asdict()}
        for name, each in sorted(collections.items())
    }
    return {"key_project": project_id, "collections": plain}


def recall(memory: Mapping[str, Any], project_id: str) -> dict[str, Collection]:
    """What `keep` gave, unless it was of another project; incomplete entries count as forgotten."""
    if memory.get("key_project") != project_id:
        return {}
    found: dict[str, Collection] = {}
    for name, values in memory.get("collections", {}).items():
        if {"name", "external_id", *Table._fields} <= values.keys():
            table = Table(**{field: values[field] for field in Table._fields})
            found[name] = Collection(values["name"], values["external_id"], table)
    return found
