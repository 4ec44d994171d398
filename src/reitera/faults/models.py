"""Fault reports and work orders as the commercial system made them, and mass outages as we record them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reitera.core.models import RecordedModel
from reitera.core.visibility import Scope, ScopedQuerySet
from reitera.customers.models import Customer, Product
from reitera.staff.models import OperationsCentre


class FaultReport(RecordedModel):
    """Reporte de Daño: the fault to be solved, as the commercial system documents it. Times are UTC."""

    number = models.CharField(_("número de reporte"), max_length=60)
    # Millions of rows: only indexes that a page or the rule needs. Reports are found by customer and time.
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="fault_reports", db_index=False)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="fault_reports", db_index=False
    )
    reported_at = models.DateTimeField(_("fecha del reporte"))
    closed_at = models.DateTimeField(_("fecha de cierre"), null=True, blank=True)
    annulled = models.BooleanField(_("anulado"), default=False)
    category = models.CharField(_("tipo de daño"), max_length=120, blank=True)
    symptom = models.CharField(_("síntoma"), max_length=240, blank=True)
    operations_centre = models.ForeignKey(
        OperationsCentre, models.PROTECT, null=True, blank=True, related_name="fault_reports", db_index=False
    )

    follows_merge = True
    scope = Scope(centre="operations_centre_id")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-reported_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["reported_at"], name="report_by_time"),
            models.Index(fields=["customer", "reported_at"], name="report_by_customer_and_time"),
            # Of millions of reports few are open; what is closed here and open there is found through them.
            models.Index(
                fields=["customer"], condition=Q(annulled=False, closed_at__isnull=True), name="open_report_of_customer"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="report_closes_after_it_opens",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("reported_at")),
            ),
            # Not `unique` of the field: on PostgreSQL that makes a second index of it, for LIKE.
            models.UniqueConstraint(fields=["number"], name="one_report_per_number"),
        ]

    def __str__(self) -> str:
        return self.number


class WorkOrder(RecordedModel):
    """Orden de Trabajo: the work to do; for corporate customers it comes from a service request. Times are UTC."""

    number = models.CharField(_("número de orden"), max_length=60, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="work_orders", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="work_orders")
    fault_report = models.ForeignKey(FaultReport, models.PROTECT, null=True, blank=True, related_name="work_orders")
    kind = models.CharField(_("tipo de orden"), max_length=80, blank=True)
    status = models.CharField(_("estado"), max_length=40, blank=True)
    opened_at = models.DateTimeField(_("fecha de apertura"))
    closed_at = models.DateTimeField(_("fecha de cierre"), null=True, blank=True)
    closing_code = models.CharField(_("código de cierre"), max_length=80, blank=True)
    closed_by = models.CharField(_("cerrada por"), max_length=120, blank=True)
    technician = models.CharField(_("técnico"), max_length=120, blank=True)
    operations_centre = models.ForeignKey(
        OperationsCentre, models.PROTECT, null=True, blank=True, related_name="work_orders"
    )

    follows_merge = True
    scope = Scope(centre="operations_centre_id")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["closed_at"], name="order_by_closing"),
            models.Index(fields=["customer", "opened_at"], name="order_by_customer_and_time"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="order_closes_after_it_opens",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class MassOutage(RecordedModel):
    """Falla masiva: a network element that was out for many customers at once.

    A blank OLT, port, splitter or box means any: OLT and port alone cover everything below that port.
    """

    number = models.CharField(_("número de falla masiva"), max_length=40, unique=True)
    starts_at = models.DateTimeField(_("empezó"))
    ends_at = models.DateTimeField(_("terminó"), null=True, blank=True)
    olt = models.CharField("OLT", max_length=40)
    port = models.CharField(_("puerto"), max_length=40, blank=True)
    splitter = models.CharField(_("divisor"), max_length=40, blank=True)
    box = models.CharField(_("caja"), max_length=40, blank=True)
    cause = models.CharField(_("causa"), max_length=160, blank=True)

    objects = models.Manager["MassOutage"]()

    class Meta:
        ordering: ClassVar = ["-starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outage_ends_after_it_starts", condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.number
