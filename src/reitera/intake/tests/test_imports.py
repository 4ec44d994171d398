"""A file on its way in, on both databases: what it adds, what it changes, what it leaves, and what it refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.customers.models import Cancellation, Customer, Product
from reitera.faults.models import FaultReport, WorkOrder
from reitera.intake import actions
from reitera.intake.models import Import, ImportChange, Source
from reitera.intake.reading import ReadingError
from reitera.intake.refusals import DatesUnclear, MappingIncomplete, RejectsNotAccepted, WrongStage
from reitera.intake.rejects import listed, read_rejects, rejects_to_mend
from tests.cast import LA_PAZ, NOON, Cast

pytestmark = pytest.mark.usefixtures("data_dir")

REPORTS = """NRO_REPORTE;CLIENTE;NOMBRE_CLIENTE;CONTRATO;FEC_REPORTE;FEC_CIERRE;ESTADO;TIPO_DANIO;FACT_MES;CENTRO_OP
RD-1;0007;Muñoz Ñuflo;41277;17/11/2026 08:30;18/11/2026 09:00;CERRADO;SIN SEÑAL;349,00;CENTRO NORTE
RD-2;0007;Muñoz Ñuflo;41277;19/11/2026 10:00;;ABIERTO;LENTO;349,00;centro norte
RD-3;0008;Hotel Andino;41278;20/11/2026 10:00;;ANULADO;LENTO;1.119,50;SUR
"""


def write(folder: Path, text: str, name: str = "reportes.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def receive(cast: Cast, path: Path, kind: str = "") -> Import:
    return actions.receive_file(path=path, file_name=path.name, kind=kind, actor=cast.manager_analyst, at=NOON)


def import_file(cast: Cast, path: Path, kind: str = "", **options) -> Import:
    received = actions.preview(received=receive(cast, path, kind), actor=cast.manager_analyst, at=NOON)
    return actions.apply_import(received=received, actor=cast.manager_analyst, at=NOON, **options)


def counts(received: Import) -> tuple[int, int, int, int]:
    return tuple(received.counts[name] for name in ("new", "changed", "unchanged", "rejected"))  # type: ignore[return-value]


def reasons(received: Import) -> list[tuple[int, str, str, str]]:
    return [(r["row"], r["column"], r["value"], r["code"]) for r in listed(read_rejects(received), 0, 99)]  # type: ignore[misc]


def test_a_file_of_reports_brings_customers_products_and_centres_with_it(cast: Cast, tmp_path: Path) -> None:
    done = import_file(cast, write(tmp_path, REPORTS))

    assert (counts(done), done.status) == ((3, 0, 0, 0), "applied")
    assert (done.covers_from, done.covers_to) == (date(2026, 11, 17), date(2026, 11, 20))
    report = FaultReport.objects.get(number="RD-1")
    assert report.reported_at == datetime(2026, 11, 17, 8, 30, tzinfo=LA_PAZ)
    assert (report.closed_at, report.category) == (datetime(2026, 11, 18, 9, tzinfo=LA_PAZ), "SIN SEÑAL")
    assert (report.customer.code, report.product.code, report.operations_centre) == ("0007", "41277", cast.north)
    assert (report.customer.name, report.customer.folded) == ("Muñoz Ñuflo", "munoz nuflo 0007")
    assert list(report.customer.operations_centres.all()) == [cast.north]
    assert report.product.monthly_billing == Decimal("349.00")
    assert FaultReport.objects.get(number="RD-3").annulled
    assert Product.objects.get(code="41278").monthly_billing == Decimal("1119.50")


def test_the_same_file_twice_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path, REPORTS)
    import_file(cast, path)

    again = import_file(cast, path)

    assert counts(again) == (0, 0, 3, 0)
    assert ImportChange.objects.count() == 0
    assert {event.subject_kind for event in Event.objects.all()} == {"import"}
    assert (FaultReport.objects.count(), Customer.objects.count(), Product.objects.count()) == (3, 2, 2)


def test_an_overlapping_file_updates_and_says_from_what_to_what(cast: Cast, tmp_path: Path) -> None:
    import_file(cast, write(tmp_path, REPORTS))
    newer = REPORTS.replace(
        "RD-2;0007;Muñoz Ñuflo;41277;19/11/2026 10:00;;ABIERTO", "RD-2;0007;Muñoz Ñuflo;41277;19/11/2026 10:00;;ANULADO"
    )
    newer += "RD-4;0008;;41278;21/11/2026 10:00;;ABIERTO;;;\n"

    done = import_file(cast, write(tmp_path, newer, "otro.csv"))

    assert counts(done) == (1, 1, 2, 0)
    change = ImportChange.objects.get()
    assert (change.natural_key, change.field) == ("RD-2", "annulled")
    assert FaultReport.objects.get(number="RD-2").annulled


def test_a_blank_clears_what_is_the_reports_and_erases_nothing_of_the_customer(cast: Cast, tmp_path: Path) -> None:
    import_file(cast, write(tmp_path, REPORTS))
    blank = REPORTS.replace("Muñoz Ñuflo", "").replace("349,00", "").replace("18/11/2026 09:00;CERRADO", ";ABIERTO")

    import_file(cast, write(tmp_path, blank, "otro.csv"))

    report = FaultReport.objects.get(number="RD-1")
    assert report.closed_at is None
    assert (report.customer.name, report.product.monthly_billing) == ("Muñoz Ñuflo", Decimal("349.00"))


def test_the_search_finds_customers_by_what_files_said_last(cast: Cast, tmp_path: Path) -> None:
    header = "CLIENTE,CONTRATO,NOMBRE,TELEFONO"
    first = "1,11,Ana  Ñúñez,700-1\n2,21,Luis Peña,\n3,31,Eva Paz,700-3\n"
    second = "1,11,,700-9\n2,21,Luis Peña,\n3,31,Eva Céspedes,\n4,41,,700-4\n"

    import_file(cast, write(tmp_path, f"{header}\n{first}"), "customers_products")
    import_file(cast, write(tmp_path, f"{header}\n{second}", "otro.csv"), "customers_products")

    assert list(Customer.objects.order_by("code").values_list("folded", flat=True)) == [
        "ana nunez 1 700-9", "luis pena 2", "eva cespedes 3 700-3", "4 700-4",
    ]  # fmt: skip


def test_a_column_that_the_file_lacks_stays_as_it_was(cast: Cast, tmp_path: Path) -> None:
    import_file(cast, write(tmp_path, REPORTS))

    import_file(cast, write(tmp_path, "NRO_REPORTE,CLIENTE,FEC_REPORTE\nRD-1,0007,2026-11-17 08:30\n", "otro.csv"))

    report = FaultReport.objects.get(number="RD-1")
    assert (report.category, report.operations_centre, report.closed_at is None) == ("SIN SEÑAL", cast.north, False)


def test_every_bad_row_is_told_with_row_column_value_and_reason(cast: Cast, tmp_path: Path) -> None:
    head = REPORTS.splitlines()[0]
    rows = [
        "RD-1;7;;1;31/11/2026;;ABIERTO;;10;NORTE",
        "RD-2;7;;1;25/11/2027;;ABIERTO;;10;NORTE",
        "RD-3;7;;1;25/11/1969;;ABIERTO;;10;NORTE",
        "RD-4;7;;1;20/11/2026;19/11/2026;CERRADO;;10;NORTE",
        "RD-5;7;;1;20/11/2026;;ABIERTO;;-5;NORTE",
        "RD-6;7;;1;20/11/2026;;ABIERTO;;349.00.;NORTE",
        "RD-7;7;;1;20/11/2026;;ABIERTO;;10;C.O. PUNATA",
        "RD-8;7;;1;20/11/2026;;CERRDO;;10;NORTE",
        "RD-9;;;1;20/11/2026;;ABIERTO;;10;NORTE",
        ";7;;1;20/11/2026;;ABIERTO;;10;NORTE",
        "RD-10;7;;1;20/11/2026;;ABIERTO;;10;NORTE",
    ]
    received = actions.preview(
        received=receive(cast, write(tmp_path, "\n".join([head, *rows]))), actor=cast.manager_analyst, at=NOON
    )

    assert reasons(received) == [
        (2, "FEC_REPORTE", "31/11/2026", "unreadable_date"),
        (3, "FEC_REPORTE", "25/11/2027", "in_the_future"),
        (4, "FEC_REPORTE", "25/11/1969", "before_1970"),
        (5, "FEC_CIERRE", "19/11/2026", "closed_before_opened"),
        (6, "FACT_MES", "-5", "negative_amount"),
        (7, "FACT_MES", "349.00.", "unreadable_amount"),
        (8, "CENTRO_OP", "C.O. PUNATA", "unknown_centre"),
        (9, "ESTADO", "CERRDO", "unknown_word"),
        (10, "CLIENTE", "", "missing"),
        (11, "NRO_REPORTE", "", "missing"),
    ]
    assert counts(received) == (1, 0, 0, 10)
    words = {r["code"]: r["reason"] for r in listed(read_rejects(received), 0, 99)}
    assert words["unknown_word"] == "No está entre los valores conocidos. El más parecido es CERRADO."


def test_rows_that_contradict_each_other_are_all_rejected_and_equal_ones_count_once(cast: Cast, tmp_path: Path) -> None:
    head = REPORTS.splitlines()[0]
    rows = [
        "RD-1;7;;1;20/11/2026;;ABIERTO;LENTO;10;NORTE",
        "RD-2;7;;1;20/11/2026;;ABIERTO;LENTO;10;NORTE",
        "RD-1;7;;1;20/11/2026;;ANULADO;;10;NORTE",
        " RD-2 ;7;;1;20/11/2026 00:00;;Pendiente;LENTO;10,00;Centro Norte",
        "RD-1;7;;1;20/11/2026;;ABIERTO;LENTO;10;NORTE",
    ]

    received = preview_of(cast, write(tmp_path, "\n".join([head, *rows])))

    assert (counts(received), received.counts["copies"]) == ((1, 0, 0, 3), 1)
    assert [(r["row"], r["column"], r["value"], r["reason"]) for r in listed(read_rejects(received), 0, 99)] == [
        (row, "NRO_REPORTE", "RD-1",
         f"La fila {other} lo repite con otro contenido: en ESTADO dice «{there}» y esta dice «{here}». "
         "No entra ninguna de las dos: deje solo la correcta.")
        for row, other, there, here in (
            (2, 4, "ANULADO", "ABIERTO"), (4, 2, "ABIERTO", "ANULADO"), (6, 4, "ANULADO", "ABIERTO")
        )
    ]  # fmt: skip


def test_a_product_that_leaves_twice_in_a_month_is_a_contradiction(cast: Cast, tmp_path: Path) -> None:
    text = "CLIENTE,CONTRATO,FEC_BAJA\n1,2,2026-11-20\n1,2,2026-11-24\n1,3,2026-10-31\n1,3,2026-11-01\n"

    received = preview_of(cast, write(tmp_path, text))
    actions.apply_import(received=received, actor=cast.manager_analyst, at=NOON, keep_good=True)

    assert reasons(received) == [(2, "CLIENTE", "1", "contradicted"), (3, "CLIENTE", "1", "contradicted")]
    assert "en FEC_BAJA dice «2026-11-24» y esta dice «2026-11-20»" in str(listed(read_rejects(received), 0, 1)[0])
    assert Cancellation.objects.count() == 2


def preview_of(cast: Cast, path: Path, at: datetime = NOON, missing: tuple[str, ...] = ()) -> Import:
    received = actions.receive_file(path=path, file_name=path.name, kind="", actor=cast.manager_analyst, at=at)
    received = actions.change_mapping(
        received=received, mapped=received.mapping, date_orders={}, missing=missing, actor=cast.manager_analyst, at=at
    )
    return actions.preview(received=received, actor=cast.manager_analyst, at=at)


def test_a_date_of_tomorrow_is_let_through_and_one_of_the_day_after_is_not(cast: Cast, tmp_path: Path) -> None:
    rows = "RD-1,7,2026-11-26 23:59:59\nRD-2,7,2026-11-27 00:00:00\n"
    late_in_the_evening = datetime(2026, 11, 25, 23, tzinfo=LA_PAZ).astimezone(UTC)

    received = preview_of(cast, write(tmp_path, f"NRO_REPORTE,CLIENTE,FEC_REPORTE\n{rows}"), at=late_in_the_evening)

    assert reasons(received) == [(3, "FEC_REPORTE", "2026-11-27 00:00:00", "in_the_future")]
    assert "se recibió el 25/11/2026" in str(listed(read_rejects(received), 0, 1)[0]["reason"])


def test_a_date_that_the_repeat_rule_cannot_hold_is_no_date_of_a_report(cast: Cast, tmp_path: Path) -> None:
    rows = "RD-1,7,2038-01-18 23:14:07\nRD-2,7,2038-01-18 23:14:08\n"

    received = preview_of(
        cast,
        write(tmp_path, f"NRO_REPORTE,CLIENTE,FEC_REPORTE\n{rows}"),
        at=datetime(2038, 1, 18, 12, tzinfo=LA_PAZ),
    )

    assert reasons(received) == [(3, "FEC_REPORTE", "2038-01-18 23:14:08", "in_the_future")]


def test_a_date_or_an_amount_that_stands_for_blank_is_blank(cast: Cast, tmp_path: Path) -> None:
    text = "NRO_REPORTE,CLIENTE,CONTRATO,FEC_REPORTE,FEC_CIERRE,FACT_MES\nRD-1,7,1,20/11/2026,01/01/1900,-1\n"

    received = preview_of(cast, write(tmp_path, text), missing=("01/01/1900", "-1"))
    actions.apply_import(received=received, actor=cast.manager_analyst, at=NOON)

    assert reasons(received) == []
    assert FaultReport.objects.get().closed_at is None
    assert Product.objects.get().monthly_billing is None


def test_good_rows_are_kept_only_if_the_user_says_so(cast: Cast, tmp_path: Path) -> None:
    bad = REPORTS + "RD-9;7;;1;31/11/2026;;ABIERTO;;10;NORTE\n"
    received = actions.preview(received=receive(cast, write(tmp_path, bad)), actor=cast.manager_analyst, at=NOON)
    with pytest.raises(RejectsNotAccepted):
        actions.apply_import(received=received, actor=cast.manager_analyst, at=NOON)
    assert FaultReport.objects.count() == 0

    actions.apply_import(received=received, actor=cast.manager_analyst, at=NOON, keep_good=True)

    assert FaultReport.objects.count() == 3


def test_rejected_rows_are_downloaded_mended_and_sent_again(cast: Cast, tmp_path: Path) -> None:
    bad = REPORTS.replace("20/11/2026", "31/11/2026")
    received = actions.preview(received=receive(cast, write(tmp_path, bad)), actor=cast.manager_analyst, at=NOON)
    actions.apply_import(received=received, actor=cast.manager_analyst, at=NOON, keep_good=True)

    text = rejects_to_mend(received, actions.table_of(received))
    assert text.splitlines()[1].startswith("4;FEC_REPORTE;No es una fecha que exista.")
    mended = import_file(cast, write(tmp_path, text.replace("31/11/2026", "20/11/2026"), "corregido.csv"))

    assert counts(mended) == (1, 0, 0, 0)
    assert FaultReport.objects.count() == 3


def test_dates_that_can_be_read_both_ways_are_asked_about(cast: Cast, tmp_path: Path) -> None:
    text = "NRO_REPORTE,CLIENTE,FEC_REPORTE\nRD-1,7,03/11/2026\n"
    received = receive(cast, write(tmp_path, text))

    assert actions.open_questions(received) == [
        {"column": "FEC_REPORTE", "example": "03/11/2026", "dmy": "03/11/2026", "mdy": "11/03/2026"}
    ]
    with pytest.raises(DatesUnclear):
        actions.preview(received=received, actor=cast.manager_analyst, at=NOON)

    told = actions.change_mapping(
        received=received,
        mapped=received.mapping,
        date_orders={"FEC_REPORTE": "mdy"},
        actor=cast.manager_analyst,
        at=NOON,
    )
    told = actions.preview(received=told, actor=cast.manager_analyst, at=NOON)
    actions.apply_import(received=told, actor=cast.manager_analyst, at=NOON)
    assert FaultReport.objects.get().reported_at == datetime(2026, 3, 11, tzinfo=LA_PAZ)


def test_a_saved_mapping_is_used_for_the_next_file_of_the_source(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path, "A,B,C\nRD-1,7,2026-11-03\n")
    received = receive(cast, path, "fault_reports")
    with pytest.raises(MappingIncomplete):
        actions.preview(received=received, actor=cast.manager_analyst, at=NOON)
    actions.change_mapping(
        received=received, mapped={"number": "A", "customer": "B", "reported_at": "C"}, date_orders={},
        save_as="Smartflex diario", actor=cast.manager_analyst, at=NOON,
    )  # fmt: skip

    assert receive(cast, path, "fault_reports").source == Source.objects.get(name="Smartflex diario")
    assert counts(import_file(cast, path, "fault_reports")) == (1, 0, 0, 0)


def test_customers_and_products_orders_and_cancellations_have_files_of_their_own(cast: Cast, tmp_path: Path) -> None:
    import_file(cast, write(tmp_path, REPORTS))
    products = (
        "CLIENTE,CONTRATO,PLAN,TECNOLOGIA,FACT_MES,ESTADO,CENTRO_OP,OLT,PUERTO,TIPO_CLIENTE\n"
        '0008,41278,Fibra 200,FTTH_GPON,"1119,50",SUSPENDIDO,SUR,OLT-1,0/3/7,EMPRESA\n'
    )
    orders = (
        "NRO_ORDEN,CLIENTE,CONTRATO,NRO_REPORTE,TIPO_ORDEN,ESTADO,FEC_APERTURA,FEC_CIERRE,TECNICO\n"
        "OT-1,0007,41277,RD-1,VISITA,CERRADA,2026-11-17 10:00,2026-11-18 09:00,Rubén\n"
    )
    leavers = "CLIENTE,CONTRATO,FEC_BAJA,MOTIVO\n0008,41278,2026-11-24,Precio\n"

    kinds = [
        import_file(cast, write(tmp_path, text, f"{n}.csv")).kind for n, text in enumerate((products, orders, leavers))
    ]

    assert kinds == ["customers_products", "work_orders", "cancellations"]
    product = Product.objects.get(code="41278")
    assert (product.plan, product.status, product.olt, product.customer.kind) == (
        "Fibra 200", "suspended", "OLT-1", "corporate",
    )  # fmt: skip
    order = WorkOrder.objects.get()
    assert (order.fault_report.number, order.technician) == ("RD-1", "Rubén")
    leaver = Cancellation.objects.get()
    assert (leaver.product, leaver.month, leaver.reason) == (product, date(2026, 11, 1), "Precio")


def test_a_product_that_is_active_again_is_active_again(cast: Cast, tmp_path: Path) -> None:
    for state in ("BAJA", "ACTIVO"):
        import_file(cast, write(tmp_path, f"CLIENTE,CONTRATO,ESTADO\n1,2,{state}\n"), "customers_products")

    assert Product.objects.get().status == "active"


def test_a_file_with_only_contracts_finds_their_customers(cast: Cast, tmp_path: Path) -> None:
    import_file(cast, write(tmp_path, REPORTS))

    import_file(cast, write(tmp_path, "NRO_REPORTE,CONTRATO,FEC_REPORTE\nRD-7,41277,2026-11-20\nRD-8,999,2026-11-20\n"))

    assert FaultReport.objects.get(number="RD-7").customer.code == "0007"
    assert FaultReport.objects.get(number="RD-8").customer.code == "999"


def test_a_merged_customers_code_reaches_the_one_that_was_kept(cast: Cast, tmp_path: Path) -> None:
    with arranging():
        kept = Customer.objects.create(code="1")
        Customer.objects.create(code="2", merged_into=kept)

    import_file(cast, write(tmp_path, "NRO_REPORTE,CLIENTE,FEC_REPORTE\nRD-7,2,2026-11-20\n"))

    assert FaultReport.objects.get().customer == kept


def test_one_product_under_both_codes_of_a_merged_customer_is_one_product(cast: Cast, tmp_path: Path) -> None:
    with arranging():
        kept = Customer.objects.create(code="1")
        Customer.objects.create(code="2", merged_into=kept)
    rows = "RD-1,2,P9,2026-11-19,100\nRD-2,1,P9,2026-11-20,200\nRD-3,2,P9,2026-11-21,\n"

    import_file(cast, write(tmp_path, f"NRO_REPORTE,CLIENTE,CONTRATO,FEC_REPORTE,FACT_MES\n{rows}"))

    product = Product.objects.get()
    assert (product.customer, product.code, product.monthly_billing) == (kept, "P9", Decimal(200))
    assert {report.product for report in FaultReport.objects.all()} == {product}


@pytest.mark.parametrize("person", ["usm_analyst", "division_head", "nobody"])
def test_others_do_not_import(cast: Cast, tmp_path: Path, person: str) -> None:
    path = write(tmp_path, REPORTS)

    with pytest.raises(NotAllowed):
        actions.receive_file(path=path, file_name="x.csv", kind="", actor=cast.people[person], at=NOON)

    assert Import.objects.count() == 0


def test_a_file_that_is_no_table_leaves_nothing_behind(cast: Cast, tmp_path: Path, data_dir: Path) -> None:
    with pytest.raises(ReadingError):
        receive(cast, write(tmp_path, "", "vacio.csv"))

    assert (Import.objects.count(), list((data_dir / "intake").glob("*"))) == (0, [])


def test_an_applied_file_is_not_applied_or_discarded_again(cast: Cast, tmp_path: Path) -> None:
    done = import_file(cast, write(tmp_path, REPORTS))

    with pytest.raises(WrongStage):
        actions.apply_import(received=done, actor=cast.manager_analyst, at=NOON)
    with pytest.raises(WrongStage):
        actions.discard_import(received=done, actor=cast.manager_analyst, at=NOON)
