from collections import Counter

from reitera.procedure.roles import ROLES, Role
from reitera.site.demo.people import PEOPLE
from reitera.site.demo.territory import CENTRES


def test_every_role_has_one_person_or_one_for_each_centre() -> None:
    expected = {role: len(CENTRES) if info.is_limited_to_centres else 1 for role, info in ROLES.items()}

    assert Counter(person.role for person in PEOPLE) == expected


def test_no_two_people_share_a_user_name() -> None:
    assert len({person.username for person in PEOPLE}) == len(PEOPLE)


def test_roles_that_see_everything_have_no_centre() -> None:
    assert all((person.centre is None) == (not ROLES[Role(person.role)].is_limited_to_centres) for person in PEOPLE)
