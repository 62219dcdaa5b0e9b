"""The reference lists of an account (API reference, "Directories"); what an account defines itself is empty here."""

from ci_l10n.sandbox.smartcat.languages import LANGUAGE_IDS

SPECIALIZATIONS = [
    "education",
    "productsAndCatalogs",
    "documentsAndCertificates",
    "marketing",
    "correspondence",
    "software",
    "fiction",
    "scienceAndPatents",
    "contractsAndReports",
    "gaming",
    "manuals",
    "website",
    "technicalAndEngineering",
    "economics",
    "accounting",
    "insurance",
    "energy",
    "finance",
    "general",
    "geography",
    "history",
    "linguistics",
    "law",
    "hR",
    "mathematics",
    "medicine",
    "physics",
    "realEstate",
    "sport",
    "transport",
    "business",
]

_LISTS: dict[str, list[str]] = {
    "language": list(LANGUAGE_IDS),
    "vendor": [],
    "domain": [],
    "client": [],
    "group": [],
    "projectStatus": ["created", "inProgress", "completed", "canceled"],
    "documentStatus": ["created", "inProgress", "completed", "updated", "targetUpdated"],
    "netRate": [],
    "currency": ["USD", "EUR", "GBP"],
    "freelancerServiceType": ["translation", "editing", "proofreading", "postediting"],
    "specialization": SPECIALIZATIONS,
    "specializationKnowledgeLevel": [],
    "lspServiceType": ["translation", "editing", "proofreading", "postediting"],
    "jobStatus": [],
    "country": ["US", "DE", "FR", "GB"],
    "supplierType": ["freelancer", "company"],
    "workUnitType": ["word"],
    "translationAssuranceLevel": ["mT", "questionable", "regular", "qualified"],
}
_BY_LOWER = {name.lower(): name for name in _LISTS}


def directory(given: str) -> dict[str, object] | None:
    """A DirectoryModel; None for a type that does not exist. Languages are listed by their codes."""
    name = _BY_LOWER.get(given.lower())
    if name is None:
        return None
    return {"type": name, "items": [{"id": item, "name": item} for item in _LISTS[name]]}
