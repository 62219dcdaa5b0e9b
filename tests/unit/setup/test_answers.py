"""What is asked, and what is made of the answers."""

from collections.abc import Iterator

import pytest

from ci_l10n.errors import ConfigError
from ci_l10n.setup.answers import Answers, find_answers
from tests.unit.setup.cases import PROJECT


class Person:
    """Answers one question after the other, and remembers them."""

    def __init__(self, *answers: str) -> None:
        self.questions: list[str] = []
        self._answers: Iterator[str] = iter(answers)

    def __call__(self, question: str) -> str:
        self.questions.append(question)
        return next(self._answers)


def test_only_project_and_server_are_asked_for() -> None:
    person = Person(PROJECT, "")
    assert find_answers(None, None, None, ask=person, assume=False) == Answers("smartcat", PROJECT, "eu")
    assert [question.partition(" ")[0] for question in person.questions] == ["Project", "Server"]


def test_an_address_answers_both() -> None:
    person = Person(f"  https://EA.smartcat.ai/projects/{PROJECT.upper()}/files?a=b ")
    assert find_answers(None, None, None, ask=person, assume=False) == Answers("smartcat", PROJECT, "ea")


def test_wrong_and_empty_answers_are_asked_again_with_the_reason() -> None:
    person = Person("", "abc", PROJECT, "mars", "US")
    assert find_answers(None, None, None, ask=person, assume=False) == Answers("smartcat", PROJECT, "us")
    assert "'abc' is no id of a Smartcat project" in person.questions[2]
    assert len(person.questions) == 5


def test_a_smartling_project_is_one_question() -> None:
    person = Person("https://dashboard.smartling.com/app/projects/abc123def/content")
    assert find_answers("smartling", None, None, ask=person, assume=False).project == "abc123def"


def test_another_host_tells_no_server() -> None:
    address = f"https://us.smartcat.com.example.org/projects/{PROJECT}"
    with pytest.raises(ConfigError, match="--server"):
        find_answers(None, address, None, ask=None, assume=False)
