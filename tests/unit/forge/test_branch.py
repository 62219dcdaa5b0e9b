from ci_l10n.forge.base import Forge, Proposal
from ci_l10n.forge.branch import BranchOnly


def test_a_branch_alone_has_no_change_requests() -> None:
    forge: Forge = BranchOnly()
    assert forge.find("l10n/main", "main") is None
    made = forge.create(Proposal("l10n/main", "main", "Title", "Body"))
    assert (made.number, made.url, made.title) == (0, "", "Title")
    assert forge.update(made, Proposal("l10n/main", "main", "Other", "Body")) is False
    forge.close(made, "over")
    assert forge.notes == ["unsupported: change requests; open one for l10n/main by hand"]


def test_what_was_asked_for_in_vain_is_listed_once() -> None:
    forge = BranchOnly()
    for _ in range(2):
        forge.create(
            Proposal("b", "main", "Title", "", labels=("x",), reviewers=("ann",), milestone="v1", draft=True)
        )
    (note,) = forge.notes
    assert "labels, reviewers, a milestone, a draft cannot be set" in note
