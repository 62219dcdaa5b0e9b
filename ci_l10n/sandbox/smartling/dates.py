"""Dates in queries."""

from datetime import UTC, datetime

from ci_l10n.sandbox.smartling.failures import invalid_value
from ci_l10n.sandbox.smartling.forms import Fields


def read_date(query: Fields, name: str) -> float | None:
    """Seconds since the epoch of `2024-01-31T10:00:00Z`, None without; raises `ApiError` 400 for what is no date."""
    value = query.text(name)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise invalid_value(name, value) from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
