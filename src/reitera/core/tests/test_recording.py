"""`recording`: one transaction that locks, changes and appends events, and the guard against other writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from reitera.core.models import AppendOnly, Event
from reitera.core.recording import NestedRecording, NothingRecorded, Record, is_recording, recording
from reitera.core.testing import WriteOutsideRecording, arranging
from reitera.staff.models import CentreAlias, OperationsCentre, User
from tests.cast import NOON, Cast, make_centre, make_customer


@pytest.fixture
def centre(db: None) -> Iterator[OperationsCentre]:
    with arranging():
        yield make_centre("ESTE", "Centro Este")


def rename(record: Record, centre: OperationsCentre, name: str) -> None:
    before, centre.name = centre.name, name
    centre.save()
    record.event(
        "centre.renamed", subject=centre, before={"name": before}, after={"name": name}, centres_after=[centre.pk]
    )


def test_a_change_and_its_event_are_kept_together(centre: OperationsCentre, cast: Cast) -> None:
    with recording(cast.administrator, NOON, lock=OperationsCentre.objects.filter(pk=centre.pk)) as record:
        assert record.locked == [centre]
        rename(record, centre, "Centro Sacaba")

    event = Event.objects.get()
    assert (event.kind, event.subject_kind, event.subject_id, event.actor, event.at) == (
        "centre.renamed", "operationscentre", str(centre.pk), cast.administrator, NOON,
    )  # fmt: skip
    assert (event.before, event.after) == ({"name": "Centro Este"}, {"name": "Centro Sacaba"})
    assert (event.centres_before, event.centres_after) == ([], [centre.pk])


def test_a_subject_may_be_named_by_kind_and_id(db: None) -> None:
    with recording(None, NOON) as record:
        record.event("import.applied", subject=("import", 7), case_id=3, step="dispatch")

    event = Event.objects.get()
    assert (event.subject_kind, event.subject_id, event.case_id, event.step, event.actor) == (
        "import", "7", 3, "dispatch", None,
    )  # fmt: skip


def test_personal_values_are_kept_apart(db: None) -> None:
    with recording(None, NOON) as record:
        record.event("a.b", subject=("a", 1), customer_id=5, personal_after={"name": "Juana"})
        record.event("a.c", subject=("a", 1))

    named, bare = Event.objects.order_by("pk")
    assert (named.after, named.personal.customer_id, named.personal.after) == (None, 5, {"name": "Juana"})
    assert not hasattr(bare, "personal")


def test_locked_rows_come_in_the_order_of_their_ids(cast: Cast) -> None:
    with recording(None, NOON, lock=OperationsCentre.objects.order_by("-pk")) as record:
        assert [row.pk for row in record.locked] == sorted([cast.north.pk, cast.south.pk])
        record.unchanged()


def test_a_block_that_records_nothing_is_undone(centre: OperationsCentre) -> None:
    def rename_in_silence() -> None:
        with recording(None, NOON):
            centre.name = "Centro Sacaba"
            centre.save()

    with pytest.raises(NothingRecorded):
        rename_in_silence()
    centre.refresh_from_db()
    assert centre.name == "Centro Este"


def test_a_block_may_say_that_nothing_changed(db: None) -> None:
    with recording(None, NOON) as record:
        record.unchanged()

    assert Event.objects.count() == 0


def test_an_exception_leaves_neither_change_nor_event(centre: OperationsCentre) -> None:
    def rename_and_fail() -> None:
        with recording(None, NOON) as record:
            rename(record, centre, "Centro Sacaba")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename_and_fail()
    centre.refresh_from_db()
    assert (centre.name, Event.objects.count(), is_recording()) == ("Centro Este", 0, False)


def test_recording_does_not_nest(db: None) -> None:
    with recording(None, NOON) as record:
        record.unchanged()
        with pytest.raises(NestedRecording), recording(None, NOON):
            pass


def test_a_write_outside_recording_fails_its_test(cast: Cast) -> None:
    cast.north.name = "Centro Sacaba"

    for write in (
        cast.north.save,
        lambda: CentreAlias.objects.all().delete(),
        lambda: OperationsCentre.objects.update(name="x"),
        lambda: OperationsCentre.objects.bulk_create([OperationsCentre(code="X", name="X")]),
        lambda: connection.cursor().execute("UPDATE staff_operationscentre SET name = 'x' WHERE 1 = 0"),
        lambda: Event.objects.bulk_create([Event(kind="x", subject_kind="x", subject_id="1", at=NOON)]),
    ):
        with pytest.raises(WriteOutsideRecording), transaction.atomic():
            write()


def test_the_link_between_a_customer_and_a_centre_is_guarded_too(cast: Cast) -> None:
    customer = make_customer()
    with pytest.raises(WriteOutsideRecording), transaction.atomic():
        customer.operations_centres.add(cast.north)


def test_an_event_is_never_changed_or_deleted(db: None) -> None:
    with recording(None, NOON) as record:
        record.event("a.b", subject=("a", 1))
    event = Event.objects.get()

    for write in (event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(kind="c.d")):
        with pytest.raises(AppendOnly):
            write()
    with (
        arranging(),
        pytest.raises(DatabaseError, match="events are never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE core_event SET kind = 'c.d'")

    assert Event.objects.get().kind == "a.b"


@pytest.mark.django_db(transaction=True)
def test_ids_come_in_the_order_of_the_commits(transactional_db: None) -> None:
    """The first block flushes while the second, begun earlier, is still open: a cursor must not pass it by."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, so that its transactions never interleave")
    begun, first_done = threading.Event(), threading.Event()

    def slow() -> None:
        with recording(None, NOON) as record:
            connection.cursor().execute("SELECT 1")
            record.event("slow.done", subject=("a", 1))
            begun.set()
            first_done.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert begun.wait(10)
    with recording(None, NOON) as record:
        record.event("quick.done", subject=("a", 2))
    seen = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    first_done.set()
    thread.join(10)

    assert seen == ["quick.done"]
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == ["quick.done", "slow.done"]


@pytest.mark.django_db(transaction=True)
def test_a_second_flush_waits_until_the_first_is_committed(transactional_db: None) -> None:
    """Between the insert of its events and its commit a block holds the order lock: no later id appears first."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, so that its transactions never interleave")
    flushed, go_on, other_done = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            with recording(None, NOON) as record:
                record.event("first.done", subject=("a", 1))
            flushed.set()
            go_on.wait(10)
        connection.close()

    def second() -> None:
        with recording(None, NOON) as record:
            record.event("second.done", subject=("a", 2))
        other_done.set()
        connection.close()

    threads = [threading.Thread(target=work) for work in (first, second)]
    threads[0].start()
    assert flushed.wait(10)
    threads[1].start()
    waited = not other_done.wait(0.5)
    seen_meanwhile = Event.objects.count()
    go_on.set()
    for thread in threads:
        thread.join(10)

    assert (waited, seen_meanwhile) == (True, 0)
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == ["first.done", "second.done"]


@pytest.mark.django_db(transaction=True)
def test_a_person_who_is_being_changed_can_act_meanwhile(cast: Cast) -> None:
    """Who changes a person's roles waits for a place in the order of events, which that person's own act has."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    person, acted = cast.usm_analyst, threading.Event()

    def act() -> None:
        with recording(person, NOON) as record:
            record.event("test.acted", subject=person)
        acted.set()
        connection.close()

    thread = threading.Thread(target=act)
    with recording(cast.administrator, NOON, lock=User.objects.filter(pk=person.pk)) as record:
        thread.start()
        is_free = acted.wait(10)
        record.event("test.changed", subject=person)
    thread.join(10)

    assert is_free
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == ["test.acted", "test.changed"]
