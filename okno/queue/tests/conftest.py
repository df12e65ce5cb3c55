"""What the tests of the hall have in common."""

from datetime import timedelta

import pytest

from okno.queue import actions as queue


@pytest.fixture
def give(centre, services, at):
    """A ticket for a passport, so many minutes from the moment of the test."""

    def issue(minutes=0, **more):
        same = {"centre": centre.slug, "service": "passport", "by": "k"}
        return queue.issue(**same, at=at + timedelta(minutes=minutes), **more)

    return issue
