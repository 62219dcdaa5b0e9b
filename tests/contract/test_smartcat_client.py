"""The Smartcat platform against the simulated service, over real HTTP."""

import itertools
from collections.abc import Iterator
from math import ceil

import pytest

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.redact import Redactor
from ci_l10n.sandbox.server import Sandbox
from ci_l10n.tms.base import Import, RemoteFile
from ci_l10n.tms.smartcat.exports import Order, batches
from ci_l10n.tms.smartcat.making import Access, make_client
from tests.contract.platforms import Bench, HurriedClock, make_bench, real_time, source

ORDER = Order("target", "current", None)  # what benches export


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def bench(sandbox: Sandbox) -> Bench:
    return make_bench(sandbox)


def flat(batches_of_files: Iterator[list[RemoteFile]]) -> list[RemoteFile]:
    return [file for batch in batches_of_files for file in batch]


def numbered(count: int) -> list[Import]:
    return [source(f"web/en/f{n}.json", b'{"key": "Hello number %d"}' % n) for n in range(count)]


NAMES = ["web/en/app.json", "docs/größe.md", 'docs/a "quoted" name.html', "日本/文.properties", "README.md"]


def test_files_go_out_and_come_back_in_every_language(bench: Bench) -> None:
    contents = dict.fromkeys(NAMES, b"# Hello\n") | {
        "web/en/app.json": b'{"a": "Hello"}',
        "日本/文.properties": b"a=Hello\n",
        'docs/a "quoted" name.html': b"<p>Hello</p>",
    }
    sent = flat(bench.platform.send_new([source(name, content) for name, content in contents.items()]))
    assert {(file.name, file.external_id) for file in sent} == {(name, name) for name in NAMES}
    assert len(sent) == 10
    project = bench.ready()
    exports = list(bench.platform.export(project.files))
    assert len(exports) == 10
    for export in exports:
        assert export.content, export.problem
        assert export.file.locale.encode() in export.content  # the pseudo translator writes the locale
    for export in bench.platform.export(project.files, sources=True):
        assert export.content == contents[export.file.name]


def test_a_single_export_comes_as_it_is(bench: Bench) -> None:
    (sent,) = bench.platform.send_new([source("a.json", b'{"a": "Hello"}', ["de"])])
    bench.ready()
    (export,) = bench.platform.export(sent)
    assert export.content is not None
    assert export.content.startswith(b"{")


def test_requests_follow_the_formula(bench: Bench) -> None:
    new = numbered(45)
    bench.platform.fetch_project()
    sent = flat(bench.platform.send_new(new))
    assert bench.calls() == ["GET v1/project/PROJECT"] + ["POST v1/project/document"] * 3
    project = bench.ready()

    exports = list(bench.platform.export(project.files))
    tasks = len(list(batches(bench.client, project.files, ORDER)))
    assert len(exports) == 90
    assert all(export.content for export in exports)
    assert bench.calls().count("POST v1/document/export") == tasks == ceil(90 / 41)
    assert bench.calls().count("GET v1/document/export/TASK") == 2 * tasks
    assert len(bench.calls()) == 3 * tasks

    bench.forget()
    by_name = {file.name: file for file in sent}
    for number in range(3):
        bench.platform.send_changed(by_name[f"web/en/f{number}.json"], source("x.json", b'{"key": "Bye"}'))
    bench.platform.rename(by_name["web/en/f4.json"], "web/other/f4.json")
    bench.platform.delete([file for file in sent if file.name >= "web/en/f5"][:10])
    assert bench.calls() == [
        *["PUT v2/document/update"] * 3,
        "PUT v1/document/rename",
        "DELETE v1/document",
    ]


def test_never_more_than_four_requests_in_a_second_and_no_time_wasted(sandbox: Sandbox) -> None:
    bench = make_bench(sandbox, clock=real_time())
    bench.platform.fetch_project()
    (sent,) = bench.platform.send_new(numbered(3))
    for file in sent * 3:
        bench.platform.rename(file, file.name)
    times = [float(str(entry["time"])) for entry in sandbox.log.as_json("smartcat")]
    statuses = {entry["status"] for entry in sandbox.log.as_json("smartcat")}
    assert 429 not in statuses
    assert all(b - a > 1 for a, b in zip(times, times[4:], strict=False))
    assert times[-1] - times[0] <= len(times) / 4 * 1.05
    assert max(b - a for a, b in itertools.pairwise(times)) < 0.5


@pytest.mark.parametrize("call", ["GET project/", "POST project/document", "POST document/export"])
def test_too_many_requests_are_waited_out(bench: Bench, call: str) -> None:
    bench.fault(call, "429", retry_after=1)
    flat(bench.platform.send_new([source("a.json", b'{"a": "Hello"}')]))
    project = bench.ready()
    assert all(export.content for export in bench.platform.export(project.files))
    assert len(project.files) == 2
    assert bench.billed() == 2


@pytest.mark.parametrize("fault", ["apply-then-502", "reset", "502", "empty", "truncate", "html"])
def test_nothing_is_uploaded_or_billed_twice_whatever_happens_to_the_answer(bench: Bench, fault: str) -> None:
    bench.fault("POST project/document", fault)
    sent = flat(bench.platform.send_new(numbered(3)))
    assert sorted({file.name for file in sent}) == ["web/en/f0.json", "web/en/f1.json", "web/en/f2.json"]
    assert len(sent) == 6
    project = bench.ready()
    assert len(project.files) == 6
    assert {file.id for file in sent} == {file.id for file in project.files}
    assert bench.billed() == 3 * 3 * 2


@pytest.mark.parametrize("fault", ["apply-then-502", "reset", "502", "truncate", "html"])
def test_an_update_that_may_have_happened_is_left_to_the_caller(bench: Bench, fault: str) -> None:
    sent = flat(bench.platform.send_new(numbered(1)))
    bench.fault("PUT document/update", fault)
    with pytest.raises(RemoteError) as caught:
        bench.platform.send_changed(sent[0], source("web/en/f0.json", b'{"key": "Bye"}'))
    assert caught.value.maybe_applied
    assert bench.calls().count("PUT v2/document/update") == 1
    (export, _) = bench.platform.export(sent, sources=True)
    applied = fault in ("apply-then-502", "truncate")
    assert (export.content == b'{"key": "Bye"}') is applied


@pytest.mark.parametrize("fault", ["500", "503", "reset", "apply-then-502", "truncate"])
@pytest.mark.parametrize(
    "call",
    [
        "GET project/",
        "POST document/export",
        "PUT document/rename",
        "DELETE document",
        "POST project/language",
    ],
)
def test_what_can_be_repeated_is_repeated(sandbox: Sandbox, call: str, fault: str) -> None:
    bench = make_bench(sandbox, locales=["de"])
    sent = flat(bench.platform.send_new([source("a.json", b'{"a": "Hello"}', ["de"])]))
    bench.fault(call, fault)
    bench.platform.add_locale("pt-BR")
    bench.platform.rename(sent[0], "b/c.json")
    project = bench.ready()
    assert {(file.name, file.locale) for file in project.files} == {("b/c.json", "de"), ("b/c.json", "pt-BR")}
    assert all(export.content for export in bench.platform.export(project.files))
    bench.platform.delete(project.files)
    assert bench.platform.fetch_project().files == ()
    assert sandbox.faults.remaining() == []


@pytest.mark.parametrize("fault", ["empty", "html"])
def test_an_answer_that_is_no_export_is_a_problem_of_its_documents_and_never_bytes(
    bench: Bench, fault: str
) -> None:
    flat(bench.platform.send_new(numbered(45)))
    project = bench.ready()
    bench.sandbox.set_knobs(export_reads=0)
    bench.fault("GET document/export/", fault)
    exports = list(bench.platform.export(project.files))
    assert len(exports) == 90
    broken = [export for export in exports if export.content is None]
    assert len(broken) == len(next(batches(bench.client, project.files, ORDER)))
    assert all(export.problem and export.hint for export in broken)


@pytest.mark.parametrize("fault", ["truncate", "reset", "502", "429"])
def test_an_export_that_breaks_off_is_fetched_again(bench: Bench, fault: str) -> None:
    flat(bench.platform.send_new(numbered(2)))
    project = bench.ready()
    bench.sandbox.set_knobs(export_reads=0)
    bench.fault("GET document/export/", fault)
    assert all(export.content for export in bench.platform.export(project.files))


def test_an_export_that_can_be_fetched_only_once_and_breaks_off_is_requested_anew(bench: Bench) -> None:
    flat(bench.platform.send_new(numbered(2)))
    project = bench.ready()
    bench.sandbox.set_knobs(export_reads=0, export_once=True)
    bench.fault("GET document/export/", "truncate")
    assert all(export.content for export in bench.platform.export(project.files))
    assert bench.calls().count("POST v1/document/export") == 2


def test_exports_that_always_fail_are_problems_with_the_platforms_words(bench: Bench) -> None:
    sent = flat(bench.platform.send_new(numbered(2)))
    bench.ready()
    bench.sandbox.set_knobs(export_fails=True)
    exports = list(bench.platform.export(sent))
    assert len(exports) == 4
    assert all(export.content is None and "422" in export.problem for export in exports)


def test_one_file_that_cannot_be_taken_apart_costs_the_others_nothing(bench: Bench) -> None:
    bench.sandbox.set_knobs(failing_names=["f1.json"])
    sent = flat(bench.platform.send_new(numbered(5)))
    project = bench.ready()
    failed = [file for file in project.files if file.condition == "failed"]
    assert {file.name for file in failed} == {"web/en/f1.json"}
    assert all(file.reason for file in failed)
    exports = {export.file.id: export for export in bench.platform.export(sent)}
    assert {i for i, export in exports.items() if export.content is None} == {file.id for file in failed}


@pytest.mark.parametrize(
    "knobs",
    [
        {"pascal_case": True},
        {"extra_fields": True},
        {"integer_keys": True},
        {"repeated_ids_only": True},
        {"zip_always": True},
        {"content_disposition": False},
        {"disassembling_reads": 3},
        {"manager_review": True},
        {"export_reads": 0},
        {"export_reads": 5},
        {"export_once": True},
    ],
)
def test_every_way_the_service_may_behave_is_understood(bench: Bench, knobs: dict[str, object]) -> None:
    bench.sandbox.set_knobs(**knobs)
    sent = flat(bench.platform.send_new(numbered(2)))
    assert len(sent) == 4
    project = bench.ready()
    assert all(export.content for export in bench.platform.export(project.files))
    assert all(export.content for export in bench.platform.export(project.files[:1]))
    assert {file.external_id for file in project.files} == {"web/en/f0.json", "web/en/f1.json"}


@pytest.mark.parametrize("knobs", [{"v2_update": False}, {"v1_update": False}])
def test_sources_are_updated_on_servers_old_and_new(bench: Bench, knobs: dict[str, object]) -> None:
    bench.sandbox.set_knobs(**knobs)
    bench.platform.fetch_project()
    sent = flat(bench.platform.send_new(numbered(1)))
    bench.forget()
    for content in (b'{"key": "One"}', b'{"key": "Two"}'):
        updated = bench.platform.send_changed(sent[0], source("web/en/f0.json", content))
        assert {file.locale for file in updated} == {"de", "pt-BR"}
        assert {export.content for export in bench.platform.export(sent, sources=True)} == {content}
    puts = [call for call in bench.calls() if call.startswith("PUT")]
    if "v2_update" in knobs:
        assert puts == ["PUT v2/document/update"] + ["PUT v1/document/update"] * 4
        assert bench.platform.notes()
    else:
        assert puts == ["PUT v2/document/update"] * 2
        assert not bench.platform.notes()


@pytest.mark.parametrize("shape", ["E1", "E2", "E3", "HTML"])
def test_refusals_are_told_in_the_platforms_words_in_every_shape(bench: Bench, shape: str) -> None:
    flat(bench.platform.send_new([source("a.json", b'{"a": "Hello"}')]))
    bench.sandbox.set_knobs(error_shape=shape)
    with pytest.raises(RemoteError) as caught:
        flat(bench.platform.send_new([source("a.json", b'{"a": "Hello"}')]))
    assert caught.value.status == 409
    if shape != "HTML":
        assert "another document named" in caught.value.message


def test_a_personal_account_is_refused_with_a_next_step(bench: Bench) -> None:
    bench.sandbox.set_knobs(personal_account=True)
    with pytest.raises(AuthError, match="personal") as caught:
        flat(bench.platform.send_new([source("a.json", b'{"a": "Hello"}')]))
    assert caught.value.hint


def test_wrong_credentials_are_refused_with_a_next_step(sandbox: Sandbox) -> None:
    told = sandbox.announcement
    access = Access(told["smartcat_account_id"], "1_wrong", told["smartcat"])
    client, _ = make_client(access, "eu", HurriedClock(), Redactor())
    with pytest.raises(AuthError) as caught:
        client.account()
    assert "SMARTCAT_API_KEY" in caught.value.hint


def test_a_deleted_project_says_where_to_look(bench: Bench) -> None:
    bench.client.delete_project(bench.project_id)
    with pytest.raises(RemoteError) as caught:
        bench.platform.fetch_project()
    assert caught.value.status == 404
    assert "platform.smartcat.project" in caught.value.hint


def test_the_account_and_its_projects_can_be_read(bench: Bench) -> None:
    assert bench.client.account().is_personal is False
    assert bench.project_id in {project.id for project in bench.client.projects(name="Acm")}
    assert list(bench.client.projects(name="nothing like it")) == []


def test_a_second_identical_sync_moves_no_fingerprint(bench: Bench) -> None:
    flat(bench.platform.send_new(numbered(3)))
    before = {file.id: file.fingerprint for file in bench.ready().files}
    list(bench.platform.export(bench.ready().files))
    assert {file.id: file.fingerprint for file in bench.platform.fetch_project().files} == before
