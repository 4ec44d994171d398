"""Customers, their products, the segment bands and cancellations. Natural keys are the commercial system's."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reitera.core.models import RecordedModel
from reitera.core.visibility import Scope, ScopedQuerySet
from reitera.staff.models import OperationsCentre


class Customer(RecordedModel):
    """Cliente: who contracts, a person or a company, with one or more products.

    `operations_centres` are the centres of its products and reports; they decide who sees it. A duplicate points to
    the customer it was merged into, so that files that still use its code reach the right one.

    A model that points to customers or products says with `follows_merge` whether its rows move to the kept customer.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("Persona")
        CORPORATE = "corporate", _("Empresa")

    code = models.CharField(_("código de cliente"), max_length=60)
    name = models.CharField(_("nombre"), max_length=160, blank=True)
    kind = models.CharField(_("tipo"), max_length=10, choices=Kind, default=Kind.PERSON)
    phone = models.CharField(_("teléfono"), max_length=60, blank=True)
    address = models.CharField(_("dirección"), max_length=240, blank=True)
    zone = models.CharField(_("zona"), max_length=80, blank=True)
    operations_centres = models.ManyToManyField(OperationsCentre, related_name="customers", blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    # What the search reads: `folded_customer`.
    folded = models.CharField(max_length=300, blank=True, editable=False)

    scope = Scope(centres="operations_centres")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["folded", "code"]
        # Not `unique` and `db_index` of the fields: on PostgreSQL those make a second index of each, for LIKE.
        constraints: ClassVar = [models.UniqueConstraint(fields=["code"], name="one_customer_per_code")]
        indexes: ClassVar = [models.Index(fields=["folded"], name="customer_by_folded")]

    def __str__(self) -> str:
        return self.name or self.code


class ContactCorrection(RecordedModel):
    """A phone, address or zone that somebody corrected here. It stands until a file brings something other than `said`:
    what the commercial system said of the customer when it was corrected.

    A duplicate keeps its own: files that use its code still speak of its row.
    """

    class Field(models.TextChoices):
        PHONE = "phone", _("teléfono")
        ADDRESS = "address", _("dirección")
        ZONE = "zone", _("zona")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="corrections", db_index=False)
    field = models.CharField(max_length=8, choices=Field)
    value = models.CharField(max_length=240, blank=True)
    said = models.CharField(max_length=240, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    follows_merge = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "field"], name="one_correction_of_a_field"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.field}"


class Product(RecordedModel):
    """Producto / conexión: one contracted internet connection. Billing is Bs a month.

    The network location is OLT / port / splitter / box where known, and free text where not.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("activo")
        SUSPENDED = "suspended", _("suspendido")
        CANCELLED = "cancelled", _("de baja")

    # Its unique constraint begins with the customer.
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="products", db_index=False)
    code = models.CharField(_("contrato"), max_length=60)
    plan = models.CharField(_("plan"), max_length=80, blank=True)
    technology = models.CharField(_("tecnología"), max_length=20, blank=True)
    monthly_billing = models.DecimalField(
        _("facturación al mes"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.ACTIVE)
    olt = models.CharField("OLT", max_length=40, blank=True)
    port = models.CharField(_("puerto"), max_length=40, blank=True)
    splitter = models.CharField(_("divisor"), max_length=40, blank=True)
    box = models.CharField(_("caja"), max_length=40, blank=True)
    location_text = models.CharField(_("ubicación de red"), max_length=160, blank=True)
    operations_centre = models.ForeignKey(
        OperationsCentre, models.PROTECT, null=True, blank=True, related_name="products"
    )

    scope = Scope(centre="operations_centre_id")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "code"], name="one_product_per_customer_and_code"),
            models.CheckConstraint(
                name="billing_is_not_negative",
                condition=models.Q(monthly_billing__isnull=True) | models.Q(monthly_billing__gte=0),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["code"], name="product_by_code"),
            models.Index(fields=["olt", "port", "splitter", "box"], name="product_by_network"),
        ]

    def __str__(self) -> str:
        return self.code


class SegmentBand(RecordedModel):
    """An editable band of monthly billing (Bs): a customer is in the highest band it reaches."""

    code = models.CharField(_("segmento"), max_length=1, unique=True)
    from_billing = models.DecimalField(_("desde (Bs al mes)"), max_digits=12, decimal_places=2)

    class Meta:
        ordering: ClassVar = ["-from_billing"]

    def __str__(self) -> str:
        return self.code


class Cancellation(RecordedModel):
    """Baja: a product that left, with its month (first day) and reason."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="cancellations")
    month = models.DateField(_("mes"))
    cancelled_on = models.DateField(_("fecha de baja"), null=True, blank=True)
    reason = models.CharField(_("motivo"), max_length=160, blank=True)

    follows_merge = True
    scope = Scope(centre="product__operations_centre_id")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-month", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "month"], name="one_cancellation_per_product_and_month"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.month:%m/%Y}"
