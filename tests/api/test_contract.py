"""The API held against its own description by schemathesis: generated calls, right and wrong."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi import checks

from okno.config.wsgi import app

pytestmark = pytest.mark.django_db(transaction=True)
load_all_checks()
# A body of the right shape may still be refused (a service that does not exist: 422); the bearer is
# put in by the test itself.
NOT_ASKED = [checks.positive_data_acceptance, checks.missing_required_header]


def _from_here(environ, start_response):
    """Whoever asks has an address, as at every server; the gateway's own standard does not promise one."""
    return app({"REMOTE_ADDR": "127.0.0.1", **environ}, start_response)


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _from_here)
# A version that cannot be ours is refused (412) before a key that is none is looked at.
schema.config.checks.negative_data_rejection.expected_statuses.append("412")


@pytest.fixture(autouse=True)
def _a_living_hall(transactional_db, session, at):
    from okno.base import clock
    from okno.queue import actions as queue

    clock.set_to(at, speed=1)
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")


@schema.parametrize()
@settings(
    max_examples=25,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_answers_as_it_says(case, token):
    bearer = {"Authorization": f"Bearer {token('program')}"}
    case.call_and_validate(headers=bearer, excluded_checks=NOT_ASKED)
