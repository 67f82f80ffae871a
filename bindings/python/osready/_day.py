"""The day that a configuration reckons from."""

import datetime


def day(today: datetime.date | None) -> str:
    """The day as it is written; today in UTC, which is the same on every machine, where none is given."""
    return (today or datetime.datetime.now(datetime.timezone.utc).date()).strftime("%Y-%m-%d")
