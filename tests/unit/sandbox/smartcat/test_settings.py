import pytest

from tests.unit.sandbox.smartcat.api import Api

UUID = "11111111-1111-4111-8111-111111111111"
PRESETS = "v1/fileDisassemblingAlgorithmPresets"
DIRECTORY_TYPES = """
language vendor domain client group projectStatus documentStatus netRate currency freelancerServiceType specialization
specializationKnowledgeLevel lspServiceType jobStatus country supplierType workUnitType translationAssuranceLevel
"""


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_every_directory_is_there_in_any_spelling(api: Api, version: str) -> None:
    for kind in DIRECTORY_TYPES.split():
        for spelling in (kind, kind.upper()):
            answer = api.call("GET", f"{version}/directory", params={"type": spelling})
            assert (answer.status_code, answer.json()["type"]) == (200, kind)
            assert all(set(item) == {"id", "name"} for item in answer.json()["items"])
    assert api.call("GET", f"{version}/directory", params={"type": "colour"}).status_code == 400
    assert api.call("GET", f"{version}/directory").status_code == 400


def test_formats_are_listed_with_their_mime_types(api: Api) -> None:
    formats = {entry["name"]: entry for entry in api.call("GET", "v1/directory/formats").json()}
    assert formats[".json"]["mime-type"] == "application/json"


def test_placeholders_are_replaced_as_a_whole(api: Api) -> None:
    assert api.call("GET", "v1/placeholders").json() == []
    patterns = [{"regex": "%[sd]"}, {"regex": r"\{\w+\}"}]
    assert api.call("PUT", "v1/placeholders", json=patterns).status_code == 204
    refused: list[object] = [[{"regex": "("}], [{}], {"regex": "a"}, ["a"]]
    for wrong in refused:
        assert api.call("PUT", "v1/placeholders", json=wrong).status_code == 400
    assert api.call("GET", "v1/placeholders").json() == patterns


@pytest.mark.parametrize(("pattern", "status"), [("%[sd]", 204), ("(", 400), ("", 400)])
def test_placeholders_are_checked(api: Api, pattern: str, status: int) -> None:
    answer = api.call("GET", "v1/placeholders/validate", params={"format": pattern})
    assert answer.status_code == status


def test_presets_live_and_end(api: Api) -> None:
    model = {
        "name": "Ours",
        "algorithmName": "html",
        "settings": {"translatableAttributes": {"a": ["title"]}},
    }
    made = api.call("POST", PRESETS, json=model).json()["presetId"]
    assert api.call("GET", f"{PRESETS}/{made}").json() == {"id": made, **model}
    changed = {"name": "New", "algorithmName": "html"}
    assert api.call("PUT", f"{PRESETS}/{made}", json=changed).status_code == 204
    assert api.call("GET", PRESETS).json() == [{"id": made, **changed}]
    assert api.call("DELETE", f"{PRESETS}/{made}").status_code == 204
    assert api.call("GET", f"{PRESETS}/{made}").status_code == 404
    assert api.call("GET", f"{PRESETS}/none").status_code == 400
    assert api.call("POST", PRESETS, json={"name": "x"}).status_code == 400


def test_settings_of_a_project_are_kept(api: Api) -> None:
    project = f"v1/project/{api.create(['de'])['id']}"
    engine = api.call("GET", f"{project}/mt/available").json()
    assert [each["languages"] for each in engine] == [["de"]]
    assert api.call("POST", f"{project}/mt", json=engine).status_code == 204
    assert api.call("GET", f"{project}/mt").json() == engine
    assert api.call("GET", "v1/account/mtengines").json()[0]["id"] == engine[0]["id"]
    rule = {"ruleType": "tM", "order": 1, "minThreshold": 75}
    for _ in range(2):
        assert api.call("POST", f"{project}/pretranslation-rules", json=[rule]).status_code == 200
    assert api.call("GET", f"{project}/pretranslation-rules").json() == [rule, rule]
    assert api.call("PUT", f"{project}/pretranslation-rules", json=[rule]).status_code == 200
    assert api.call("GET", f"{project}/pretranslation-rules").json() == [rule]
    memory = {"id": UUID, "matchThreshold": 100, "isWritable": True}
    assert api.call("POST", f"{project}/translationmemories", json=[memory]).status_code == 200
    weak = {**memory, "matchThreshold": 49}
    assert api.call("POST", f"{project}/translationmemories", json=[weak]).status_code == 400
    assert api.call("GET", f"{project}/translationmemories").json() == [memory]
    grouped = [{"language": "de", "translationMemories": []}]
    assert api.call("POST", f"{project}/translationmemories/bylanguages", json=grouped).status_code == 200
    assert api.call("GET", f"{project}/translationmemories").json() == []
    assert api.call("PUT", f"{project}/glossaries", json=[UUID]).status_code == 204
    assert [each["id"] for each in api.call("GET", f"{project}/glossaries").json()] == [UUID]
    assert api.call("GET", f"{project}/glossaries/default").json() == []
    assert api.call("POST", f"{project}/managers", json=[UUID]).status_code == 200
    assert api.call("DELETE", f"{project}/managers", json=[UUID]).status_code == 204
    files = {"files": ("note.txt", b"x")}
    assert api.call("POST", f"{project}/ReferenceFiles", files=files).status_code == 204
    assert api.call("POST", f"{project}/mt", json={"id": "x"}).status_code == 400
    assert api.call("PUT", f"{project}/glossaries", json=[{"id": UUID}]).status_code == 400
    assert api.call("POST", f"{project}/managers", json=[{"id": UUID}]).status_code == 400
    assert api.call("GET", f"v1/project/{UUID}/mt").status_code == 404


def test_small_lists_are_there(api: Api) -> None:
    assert api.call("GET", "v1/smartwords/balance").json()["balance"] > 0
    assert api.call("GET", "v1/template").json() == {"templates": []}
