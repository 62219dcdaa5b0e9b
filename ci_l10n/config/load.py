"""Finding, reading and checking `l10n.yml`."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ci_l10n.config.model import (
    Author,
    Config,
    KeyProject,
    Limits,
    Policy,
    PullRequest,
    Rates,
    Ready,
    Rule,
    Sizes,
    SmartcatSettings,
    SmartlingSettings,
    StatePlace,
    TemporaryProject,
    UploadSettings,
)
from ci_l10n.config.validate import check_config
from ci_l10n.config.values import parse_duration, parse_percent, parse_size
from ci_l10n.config.yaml_source import MAX_BYTES, Document, parse_yaml
from ci_l10n.errors import ConfigError, Location

CANDIDATES = ("l10n.yml", ".l10n.yml", ".github/l10n.yml")
_SHOWN = 50  # problems reported at once


def find_config(root: Path, given: str | None = None) -> Path:
    """
    The configuration of the checkout at ``root``: ``given`` (relative to ``root``), else the first of `CANDIDATES`.

    Raises `ConfigError` when there is none, or when it lies outside the checkout (also by a symbolic link).
    """
    if given is None:
        found = next((root / name for name in CANDIDATES if (root / name).is_file()), None)
        if found is None:
            raise ConfigError(f"no configuration in {root}", hint=_missing_hint(root), code="config-missing")
    else:
        found = root / given
        if not found.is_file():
            raise ConfigError(
                f"there is no file '{given}'",
                hint=_missing_hint(root),
                location=Location(given),
                code="config-missing",
            )
    if not found.resolve().is_relative_to(root.resolve()):
        raise ConfigError(
            f"'{given or found.name}' lies outside the checkout",
            hint="keep the configuration in the repository, not behind a link",
            location=Location(given or found.name),
            code="config-outside",
        )
    return found


def _missing_hint(root: Path) -> str:
    misnamed = [name for name in ("l10n.yaml", ".l10n.yaml", ".github/l10n.yaml") if (root / name).is_file()]
    if misnamed:
        return f"rename {misnamed[0]} to {misnamed[0].replace('.yaml', '.yml')}"
    return f"`ci-l10n init` writes one; looked for {', '.join(CANDIDATES)}"


def load_config(root: Path, given: str | None = None) -> Config:
    """
    Read and check the configuration of the checkout at ``root``.

    Raises `ConfigError`; its ``problems`` are all there are, sorted by place.
    """
    found = find_config(root, given)
    path = (
        found.resolve().relative_to(root.resolve())
        if given and Path(given).is_absolute()
        else found.relative_to(root)
    )
    with found.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    return parse_config(data, path.as_posix())


def parse_config(data: bytes, path: str) -> Config:
    """The configuration that ``data`` holds; ``path`` is for messages. Raises `ConfigError` with all problems."""
    document = parse_yaml(data, path)
    problems = check_config(document, load_schema())
    if problems:
        raise _error_of(problems, path)
    return _make_config(document, path)


@cache
def load_schema() -> dict[str, Any]:
    """The JSON Schema of the configuration."""
    text = Path(__file__).with_name("schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _error_of(problems: list[ConfigError], path: str) -> ConfigError:
    first = problems[0]
    if len(problems) == 1:
        return ConfigError(
            first.message, hint=first.hint, location=first.location, problems=problems, code=first.code
        )
    more = f", the first {_SHOWN} are shown" if len(problems) > _SHOWN else ""
    return ConfigError(
        f"{path} has {len(problems)} problems{more}", problems=problems[:_SHOWN], code="config-invalid"
    )


def with_defaults(value: Any, place: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """``value`` completed by the defaults of the schema: what is absent, at any depth of objects that are fixed."""
    if "$ref" in place:
        place = {**schema["$defs"][place["$ref"].rpartition("/")[2]], **place}
    if value is None:
        value = place.get("default")
    if "properties" not in place or not isinstance(value, dict | None):
        return value
    if value is None and ("required" in place or not _has_defaults(place, schema)):
        return None
    given = value or {}
    names = [*place["properties"], *(name for name in given if name not in place["properties"])]
    filled = {
        name: with_defaults(given.get(name), place["properties"].get(name, {}), schema) for name in names
    }
    return {name: item for name, item in filled.items() if item is not None}


def _has_defaults(place: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    return any(with_defaults(None, item, schema) is not None for item in place["properties"].values())


def _make_config(document: Document, path: str) -> Config:
    schema = load_schema()
    data = with_defaults(document.root.plain(), schema, schema)
    return Config(
        path=path,
        source_locale=data["source_locale"],
        target_locales=tuple(data["target_locales"]),
        platform=_make_platform(data["platform"]),
        spellings=data["locales"],
        rules=tuple(_make_rule(document, index, data) for index in range(len(data["files"]))),
        limits=_make_limits(data["limits"]),
        wait_timeout=parse_duration(data["wait"]["timeout"]),
        wait_poll=parse_duration(data["wait"]["poll"]),
        state=StatePlace(data["state"], data.get("name", "")),
        pull_request=_make_pull_request(_with_branch(data, document)),
        rates=_make_rates(data.get("rates")),
        places=document.places(),
    )


def _make_limits(data: Mapping[str, Any]) -> Limits:
    sizes = Sizes(
        files=data["files"],
        file=parse_size(data["file_size"]),
        answer=parse_size(data["answer_size"]),
        archive_entries=data["archive_entries"],
        archive_total=parse_size(data["archive_total"]),
        archive_ratio=data["archive_ratio"],
    )
    return Limits(parse_percent(data["delete"]), data.get("words"), sizes)


def _make_platform(data: Mapping[str, Any]) -> SmartcatSettings | SmartlingSettings:
    if "smartling" in data:
        smartling = data["smartling"]
        return SmartlingSettings(
            smartling["project"],
            smartling["state"],
            authorize=smartling.get("authorize"),
            job=smartling.get("job", ""),
            namespace=smartling.get("namespace", ""),
        )
    smartcat = data["smartcat"]
    project = smartcat["project"]
    if isinstance(project, dict) and "keys" in project:
        project = KeyProject(project["keys"].lower())
    elif isinstance(project, dict):
        project = _make_temporary(project)
    else:
        project = project.lower()
    export = smartcat["export"]
    stage = export.get("stage")
    return SmartcatSettings(
        project,
        smartcat["server"],
        export["mode"],
        None if stage is None else int(stage),
        _make_upload(smartcat.get("upload") or {}),
        profile=smartcat.get("profile", ""),
    )


def _make_rates(data: Mapping[str, Any] | None) -> Rates | None:
    if data is None:
        return None
    prices = {name: float(value) for name, value in data.items() if name not in ("currency", "locales")}
    return Rates(data["currency"], prices, data["locales"])


def _make_temporary(project: Mapping[str, Any]) -> TemporaryProject:
    deadline, template = project.get("deadline"), project.get("template")
    return TemporaryProject(
        project["temporary"],
        project["keep"],
        description=project.get("description"),
        stages=tuple(project.get("stages", ())),
        template=template.lower() if template else None,
        machine_translation=project.get("machine_translation"),
        pretranslate=project.get("pretranslate"),
        translation_memory=project.get("translation_memory"),
        due=parse_duration(deadline) if deadline else None,
    )


def _make_upload(upload: Mapping[str, Any]) -> UploadSettings:
    options = {name: upload.get(name) for name in ("algorithm", "preset", "placeholders", "ocr")}
    bilingual = upload.get("bilingual") or {}
    modes = {name: bilingual.get(name) for name in ("substitution", "lock", "confirm")}
    return UploadSettings(**options, **modes)


def _make_rule(document: Document, index: int, data: Mapping[str, Any]) -> Rule:
    rule = data["files"][index]
    return Rule(
        index=index,
        location=document.locate(("files", index, "source")),
        source=rule["source"],
        target=rule["target"],
        exclude=tuple(rule.get("exclude", ())),
        format=rule.get("format"),
        delivery=rule.get("delivery"),
        directives=_make_directives(document, index, rule),
        policy=_make_policy(rule, data),
        target_location=document.locate(("files", index, "target")),
        most_bytes=parse_size(data["limits"]["file_size"]),
    )


def _make_directives(document: Document, index: int, rule: Mapping[str, Any]) -> dict[str, str]:
    """Directives as texts, as they are written: `true` and `1.0` stay what they are."""
    result: dict[str, str] = {}
    for name in rule.get("directives", {}):
        node = document.find(("files", index, "directives", name))
        result[name] = node.text if node is not None else ""
    return result


def _make_policy(rule: Mapping[str, Any], data: Mapping[str, Any]) -> Policy:
    ready = data["ready"] | rule.get("ready", {})
    return Policy(
        conflict=rule.get("conflict", data["conflict"]),
        first_sync=rule.get("first_sync", data["first_sync"]),
        obsolete=rule.get("obsolete", data["obsolete"]),
        untranslated=rule.get("untranslated", data["untranslated"]),
        checks=data["checks"] | rule.get("checks", {}),
        ready=Ready(parse_percent(ready["create"]), parse_percent(ready["update"])),
    )


def _with_branch(data: Mapping[str, Any], document: Document) -> Mapping[str, Any]:
    """The settings of the pull request; configurations with a name have branches of their own by default."""
    settings: dict[str, Any] = data["pull_request"]
    if "name" not in data or document.find(("pull_request", "branch")):
        return settings
    return {**settings, "branch": f"l10n-{data['name']}/{{base}}"}


def _make_pull_request(data: Mapping[str, Any]) -> PullRequest:
    author = data.get("author")
    return PullRequest(
        branch=data["branch"],
        title=data["title"],
        labels=tuple(data["labels"]),
        reviewers=tuple(data["reviewers"]),
        team_reviewers=tuple(data["team_reviewers"]),
        assignees=tuple(data["assignees"]),
        milestone=data["milestone"],
        draft=data["draft"],
        auto_merge=data["auto_merge"] or None,
        author=Author(author["name"], author["email"], author["sign_off"]) if author else None,
        split=data["split"],
    )
