from datetime import timedelta

from reitera.cases import actions
from reitera.cases.tests.test_acts import make_case
from reitera.core.events import catch_up
from reitera.notices.models import Notice
from reitera.procedure.steps import State
from reitera.site.demo.build import let_everybody_read
from tests.cast import NOON, Cast


def test_the_bell_of_a_new_demo_counts_the_last_two_days_only(cast: Cast) -> None:
    for days in (9, 1):
        at = NOON - timedelta(days=days)
        actions.act(cases=[make_case(cast, State.DISPATCH)], outcome="sent", actor=cast.manager_analyst, at=at)
    catch_up()

    let_everybody_read(NOON)

    assert [notice.at for notice in Notice.objects.filter(read_at=None)] == [NOON - timedelta(days=1)]
