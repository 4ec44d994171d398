from reitera.core.events import Event
from reitera.procedure.roles import Role
from reitera.site.demo.people import PEOPLE
from reitera.site.demo.staffing import staff_demo
from reitera.staff.models import CentreAlias, User
from tests.cast import NOON


def test_everybody_can_sign_in_with_the_password_that_is_shown(db: None) -> None:
    passwords = staff_demo(known_passwords={}, at=NOON)

    users = {user.username: user for user in User.objects.all()}
    assert sorted(users) == sorted(person.username for person in PEOPLE)
    assert all(users[name].check_password(password) for name, password in passwords.items())
    assert not any(user.password_is_temporary for user in users.values())


def test_a_password_that_was_shown_before_stays(db: None) -> None:
    assert staff_demo(known_passwords={"admin": "la-de-ayer"}, at=NOON)["admin"] == "la-de-ayer"


def test_roles_limited_to_centres_are_given_in_one_centre(db: None) -> None:
    staff_demo(known_passwords={}, at=NOON)

    north = User.objects.get(username="usm.norte").role_assignments.get()
    assert (north.role, north.operations_centre and north.operations_centre.code) == (Role.USM_ANALYST, "NORTE")


def test_files_reach_the_centres_by_the_commercial_systems_names(db: None) -> None:
    staff_demo(known_passwords={}, at=NOON)

    assert CentreAlias.objects.get(folded="c.o. sur").operations_centre.name == "Centro Sur"


def test_each_act_is_an_event(db: None) -> None:
    staff_demo(known_passwords={}, at=NOON)

    assert Event.objects.filter(kind="user.created").count() == len(PEOPLE)
