"""Callbacks as a user sets, shows and deletes them."""

import json
import time

from tests.scenarios.world import World

SECRET = "Bearer s3cr3t-of-ours"
URL = "https://hooks.example.org/smartcat"
CONFIG = """\
version: 1
source_locale: en
target_locales: [de]
platform:
  smartcat: {project: 1e2d703f-9def-4d27-ab4d-350cbbe8c44b}
files:
  - {source: "en.json", target: "{locale}.json"}
"""


def calls(world: World) -> list[str]:
    log = [entry for entry in world.control("log") if entry["service"] == "smartcat"]
    return [f"{entry['method']} {entry['path'].rpartition('/v1/')[2]}" for entry in log]


def test_a_callback_is_set_shown_replaced_and_deleted(world: World) -> None:
    world.folder.mkdir()
    assert world.run("callbacks", "show").code == 2
    assert calls(world) == []
    world.write({"l10n.yml": CONFIG})
    nothing = world.run("callbacks", "show", "--json")
    assert (nothing.code, json.loads(nothing.out)) == (0, None)

    env = {"HOOK": SECRET}
    planned = world.run("callbacks", "set", URL, "--dry-run", "--header-env", "Authorization=HOOK", env=env)
    assert planned.code == 0
    assert "POST callback" not in calls(world)
    ran = world.run(
        "callbacks", "set", URL, "--header-env", "Authorization=HOOK", "--header", "X-A=b", env=env
    )
    assert ran.code == 0, ran.err
    stored = world.smartcat("GET", "callback").json()
    assert stored["url"] == URL
    assert {"name": "Authorization", "value": SECRET} in stored["additionalHeaders"]

    shown = world.run("callbacks", "show", "--json")
    assert shown.json["url"] == URL
    assert sorted((h["name"], h["value"]) for h in shown.json["headers"]) == [
        ("Authorization", "***"),
        ("X-A", "***"),
    ]
    for text in (planned.out, planned.err, ran.out, ran.err, shown.out, world.run("callbacks", "show").out):
        assert "s3cr3t" not in text

    replaced = world.run("callbacks", "set", f"{URL}/2", "--json")
    assert replaced.json["replaced"] == URL
    assert replaced.json["findings"][0]["code"] == "callback-replaced"
    before = len(calls(world))
    assert world.run("callbacks", "set", f"{URL}/2").code == 0
    assert calls(world)[before:] == ["GET callback"]
    assert world.run("callbacks", "delete", "--json").json["deleted"] == f"{URL}/2"
    assert world.smartcat("GET", "callback").status_code == 404
    assert world.run("callbacks", "delete").code == 0


def test_what_cannot_be_set_is_refused_before_any_request(world: World) -> None:
    world.folder.mkdir()
    world.write({"l10n.yml": CONFIG})
    for arguments in (
        ("ftp://x",),
        ("https://u:p@example.org",),
        (URL, "--header", "=v"),
        (URL, "--header", "A=b\nc"),
        (URL, "--header-env", "A=NOT_THERE"),
    ):
        ran = world.run("callbacks", "set", *arguments)
        assert ran.code == 2, arguments
        assert "hint:" in ran.err
    assert world.run("callbacks", "errors", "--limit", "101").code == 2
    assert calls(world) == []


def test_notifications_that_nobody_took_are_listed_with_their_documents(world: World) -> None:
    world.create({"en.json": '{"a": "Hello"}\n'}, '  - {source: "en.json", target: "{locale}.json"}', ("de",))
    refused = "http://127.0.0.1:9/hook"  # the port of "discard", where nothing listens
    assert world.run("callbacks", "set", refused).code == 0
    assert "no notification failed" in world.run("callbacks", "errors").out
    assert world.run("push").code == 0
    assert world.run("wait", "--timeout", "20s").code == 0
    for _ in range(100):
        ran = world.run("callbacks", "errors", "--json")
        if ran.json["errors"]:
            break
        time.sleep(0.1)
    error = ran.json["errors"][0]
    assert error["url"].startswith(refused)
    assert error["created"]
    assert "en.json (de)" in {
        document["name"] for each in ran.json["errors"] for document in each["documents"]
    }
    told = world.run("callbacks", "errors", "--limit", "1").out
    assert refused in told
