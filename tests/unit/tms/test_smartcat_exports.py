import io
import itertools
import zipfile
from collections.abc import Sequence

import pytest

from ci_l10n.errors import AuthError, RemoteError
from ci_l10n.net.http import Request
from ci_l10n.tms.base import Export, RemoteFile
from ci_l10n.tms.smartcat import wire
from ci_l10n.tms.smartcat.client import SmartcatClient
from ci_l10n.tms.smartcat.exports import CEILING, Exporter, Order, batches
from ci_l10n.tms.smartcat.mapping import Mapper
from tests.unit.net.fakes import Answer, FakeClock, FakeTransport, answer
from tests.unit.tms.samples import document, settings

LOCALES = {"en": "en", "de": "de", "fr": "fr"}
CONFIRMED = Order("target", "confirmed", None)
MAPPER = Mapper(settings(), LOCALES)


def files(count: int) -> list[RemoteFile]:
    keys = [f"{number:024x}" for number in range(count)]
    return MAPPER.files([wire.parse_document(document(f"f{i}.json", key=key)) for i, key in enumerate(keys)])


class Server:
    """
    Exports documents: ``bad`` ids make their task fail with 422, ``broken`` ones with 500, tasks are ready after
    ``polls`` questions; ``lost`` tasks (by number) expire before they are fetched.
    """

    def __init__(
        self, *, bad: Sequence[str] = (), broken: Sequence[str] = (), polls: int = 1, lost: Sequence[int] = ()
    ):
        self.bad, self.broken, self.polls, self.lost = bad, broken, polls, lost
        self.tasks: list[list[str]] = []
        self.asked: dict[int, int] = {}
        self.clock = FakeClock()
        self.transport = FakeTransport(respond=self.respond)
        self.client = SmartcatClient(self.transport, "https://smartcat.ai", "a", "k")

    def respond(self, request: Request) -> Answer:
        if request.method == "POST":
            ids = [value for name, value in request.query if name == "documentIds"]
            self.tasks.append(ids)
            return answer({"id": str(len(self.tasks) - 1), "documentIds": ids})
        number = int(request.url.rpartition("/")[2])
        self.asked[number] = self.asked.get(number, 0) + 1
        ids = self.tasks[number]
        if self.asked[number] <= self.polls:
            return answer(status=204)
        if number in self.lost:
            return answer({"title": "Gone"}, status=404)
        if set(ids) & set(self.broken):
            return answer({"detail": "Crash"}, status=500)
        if set(ids) & set(self.bad):
            return answer({"detail": "Export failed."}, status=422)
        if len(ids) == 1:
            return answer(ids[0].encode())
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for each in ids:
                archive.writestr(f"f{int(each.partition('_')[0], 16)}(de).json", each)
        return answer(made.getvalue())

    def export(self, wanted: Sequence[RemoteFile]) -> list[Export]:
        return list(Exporter(self.client, self.clock, CONFIRMED, MAPPER.code_of).run(wanted))


def assert_right(
    exports: Sequence[Export], wanted: Sequence[RemoteFile], *, without: Sequence[str] = ()
) -> None:
    assert sorted(each.file.id for each in exports) == sorted(file.id for file in wanted)
    for each in exports:
        if each.file.id in without:
            assert each.content is None
            assert each.problem
        else:
            assert each.content == each.file.id.encode()


@pytest.mark.parametrize("count", [0, 1, 2, 41, 100, 400])
def test_every_document_gets_its_own_content(count: int) -> None:
    wanted = files(count)
    server = Server()
    assert_right(server.export(wanted), wanted)
    expected = len(list(batches(server.client, wanted, CONFIRMED)))
    assert len(server.tasks) == expected
    assert len(server.transport.requests) == expected * 3  # the request and two polls


def test_as_many_documents_as_fit_go_into_a_task() -> None:
    server = Server()
    sizes = [len(batch) for batch in batches(server.client, files(100), CONFIRMED)]
    assert sum(sizes) == 100
    assert sizes[0] == sizes[1] >= 40


def test_one_bad_document_costs_the_others_nothing() -> None:
    wanted = files(41)
    bad = wanted[17].id
    server = Server(bad=[bad])
    exports = server.export(wanted)
    assert_right(exports, wanted, without=[bad])
    (problem,) = [each for each in exports if each.content is None]
    assert "Export failed." in problem.problem
    assert problem.hint
    assert len(server.tasks) <= 15


def test_an_expired_task_is_requested_anew_once() -> None:
    wanted = files(3)
    server = Server(lost=[0])
    assert_right(server.export(wanted), wanted)
    assert len(server.tasks) == 2


def test_a_single_document_that_cannot_be_exported_is_asked_for_twice_and_then_given_up() -> None:
    wanted = files(1)
    server = Server(bad=[wanted[0].id])
    assert_right(server.export(wanted), wanted, without=[wanted[0].id])
    assert len(server.tasks) == 2


def test_a_server_error_at_one_task_leaves_the_others_alone() -> None:
    wanted = files(100)
    server = Server(broken=[wanted[0].id])
    exports = server.export(wanted)
    first = {file.id for file in next(batches(server.client, wanted, CONFIRMED))}
    assert_right(exports, wanted, without=list(first))


def test_server_errors_with_successes_in_between_are_not_raised() -> None:
    wanted = files(200)
    server = Server()
    tasks = list(batches(server.client, wanted, CONFIRMED))
    assert len(tasks) == 5
    server.broken = [tasks[0][0].id, tasks[2][0].id, tasks[4][0].id]
    exports = server.export(wanted)
    lost = [file.id for task in tasks[::2] for file in task]
    assert_right(exports, wanted, without=lost)


def test_server_errors_at_every_task_are_raised() -> None:
    wanted = files(1)
    with pytest.raises(RemoteError, match="Crash") as caught:
        Server(broken=[wanted[0].id]).export(wanted)
    assert caught.value.status == 500
    many = files(100)
    server = Server(broken=[file.id for file in many])
    with pytest.raises(RemoteError, match="Crash"):
        server.export(many)


def test_missing_rights_are_raised() -> None:
    client = SmartcatClient(FakeTransport([answer(status=403)]), "https://smartcat.ai", "a", "k")
    with pytest.raises(AuthError):
        list(Exporter(client, FakeClock(), Order("target", None, None), MAPPER.code_of).run(files(1)))


def test_polls_start_early_and_slow_down() -> None:
    server = Server(polls=12)
    server.export(files(1))
    slept = server.clock.slept
    assert slept[0] == pytest.approx(0.3, abs=1e-5)
    assert all(b >= a - 1e-5 for a, b in itertools.pairwise(slept))
    assert max(slept) == pytest.approx(5, abs=1e-5)


def test_a_task_that_never_gets_ready_is_a_problem_and_no_endless_loop() -> None:
    wanted = files(2)
    server = Server(polls=10**9)
    exports = server.export(wanted)
    assert_right(exports, wanted, without=[file.id for file in wanted])
    assert "10 minutes" in exports[0].problem
    assert CEILING <= sum(server.clock.slept) <= CEILING + 6
    assert len(server.transport.requests) < 140


def test_tasks_are_requested_ahead_so_that_waiting_costs_no_time() -> None:
    server = Server()
    server.export(files(400))
    methods = [request.method for request in server.transport.requests]
    assert methods[: len(server.tasks)] == ["POST"] * len(server.tasks)


def test_an_error_page_in_place_of_a_file_is_a_problem() -> None:
    transport = FakeTransport([answer({"id": "t"}), answer(b"<html><title>Wait</title></html>")])
    client = SmartcatClient(transport, "https://smartcat.ai", "a", "k")
    (export,) = Exporter(client, FakeClock(), Order("target", None, None), MAPPER.code_of).run(files(1))
    assert export.content is None
    assert "HTML" in export.problem
    assert export.hint
