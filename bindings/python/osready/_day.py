"""The date for expiry dates and ages in a configuration."""

import datetime


def day(today: datetime.date | None) -> str:
    """Returns the date as YYYY-MM-DD. Defaults to today in UTC, the same on every machine."""
    return (today or datetime.datetime.now(datetime.timezone.utc).date()).strftime("%Y-%m-%d")
