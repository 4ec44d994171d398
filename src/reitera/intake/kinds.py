"""The kinds of file as data: their fields, what each must hold, and the header words that give a column away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Type(StrEnum):
    TEXT = "text"
    MOMENT = "moment"
    DAY = "day"
    AMOUNT = "amount"
    CENTRE = "centre"
    WORDS = "words"


@dataclass(frozen=True)
class Field:
    """One thing a file can say of a row. `header_words` are folded titles, the surest first, blanks as underscores.

    `values` maps the words of a closed list to what they mean here; `of` is the row the value belongs to.
    """

    name: str
    label: str | Promise
    header_words: tuple[str, ...]
    type: Type = Type.TEXT
    required: bool = False
    of: str = "row"
    values: dict[str, str] | None = None


@dataclass(frozen=True)
class FileKind:
    """A kind of file: `key` names the field that tells its rows apart, `covers` the field whose days it covers."""

    name: str
    label: str | Promise
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    covers: str | None = None

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


CUSTOMER = ("cliente", "cod_cliente", "codigo_cliente", "nro_cliente", "customer_id", "customer", "id_cliente",
            "caller_id", "abonado", "suscriptor")  # fmt: skip
PRODUCT = ("contrato", "nro_contrato", "producto", "cod_producto", "product_id", "product", "conexion", "linea",
           "contract")  # fmt: skip
BILLING = ("fact_mes", "facturacion_mes", "facturacion_al_mes", "facturacion", "monthly_billing", "billing", "monto",
           "tarifa")  # fmt: skip
CENTRE = ("centro_op", "centro_operaciones", "centro_de_operaciones", "centro", "operations_centre", "centre", "center",
          "assignment_group")  # fmt: skip

REPORT_STATES = {
    "anulado": "annulled", "anulada": "annulled", "annulled": "annulled", "cancelled": "annulled",
    "abierto": "open", "abierta": "open", "open": "open", "pendiente": "open", "en proceso": "open",
    "cerrado": "closed", "cerrada": "closed", "closed": "closed", "atendido": "closed", "resuelto": "closed",
}  # fmt: skip
PRODUCT_STATES = {
    "activo": "active", "active": "active", "vigente": "active", "suspendido": "suspended",
    "suspended": "suspended", "cortado": "suspended", "baja": "cancelled", "de baja": "cancelled",
    "cancelled": "cancelled",
    "retirado": "cancelled",
}  # fmt: skip
CUSTOMER_KINDS = {
    "persona": "person", "person": "person", "natural": "person", "residencial": "person", "empresa": "corporate",
    "corporativo": "corporate", "corporate": "corporate", "juridica": "corporate", "juridico": "corporate",
}  # fmt: skip

_CUSTOMER = Field("customer", _("Cliente, código"), CUSTOMER, of="customer")
_PRODUCT = Field("product", _("Contrato"), PRODUCT, of="product")
_CENTRE = Field("centre", _("Centro de Operaciones"), CENTRE, Type.CENTRE)
_ABOUT_CUSTOMER = (
    Field("customer_name", _("Cliente, nombre"), ("nombre_cliente", "nombre", "razon_social", "customer_name", "name"),
          of="customer"),
    Field("customer_kind", _("Tipo de cliente"), ("tipo_cliente", "customer_kind", "customer_type"), Type.WORDS,
          of="customer", values=CUSTOMER_KINDS),
    Field("phone", _("Teléfono"), ("telefono", "celular", "tel", "phone"), of="customer"),
    Field("address", _("Dirección"), ("direccion", "domicilio", "address"), of="customer"),
    Field("zone", _("Zona"), ("zona", "barrio", "zone", "location"), of="customer"),
)  # fmt: skip
_ABOUT_PRODUCT = (
    Field("plan", _("Plan"), ("plan", "plan_comercial", "servicio"), of="product"),
    Field("technology", _("Tecnología"), ("tecnologia", "technology", "tipo_acceso"), of="product"),
    Field("billing", _("Facturación al mes"), BILLING, Type.AMOUNT, of="product"),
)
_NETWORK = (
    Field("olt", _("OLT"), ("olt",), of="product"),
    Field("port", _("Puerto"), ("puerto", "port", "pon"), of="product"),
    Field("splitter", _("Divisor"), ("splitter", "divisor"), of="product"),
    Field("box", _("Caja"), ("caja", "cto", "nap", "box"), of="product"),
    Field("location_text", _("Ubicación de red"), ("ubicacion", "ubicacion_de_red", "network_location"), of="product"),
)

KINDS: dict[str, FileKind] = {
    kind.name: kind
    for kind in (
        FileKind("fault_reports", _("Reportes de daño"), ("number",), (
            Field("number", _("Reporte, número"), ("nro_reporte", "numero_reporte", "num_reporte", "report_number",
                  "report_id", "reporte", "number", "ticket", "case_id", "nro_expediente", "n_expediente"),
                  required=True),
            Field("reported_at", _("Fecha del reporte"), ("fec_reporte", "fecha_reporte", "fecha_del_reporte",
                  "reported_at", "opened_at", "fecha_apertura", "fec_apertura", "fecha"), Type.MOMENT, required=True),
            Field("closed_at", _("Fecha de cierre"), ("fec_cierre", "fecha_cierre", "closed_at", "fec_atencion",
                  "fecha_atencion"), Type.MOMENT),
            Field("state", _("Estado"), ("estado", "estado_reporte", "status"), Type.WORDS, values=REPORT_STATES),
            Field("category", _("Tipo de daño"), ("tipo_danio", "tipo_dano", "tipo_de_dano", "categoria", "category")),
            Field("symptom", _("Síntoma"), ("sintoma", "descripcion", "symptom", "u_symptom")),
            _CUSTOMER, _PRODUCT, _CENTRE, *_ABOUT_CUSTOMER, *_ABOUT_PRODUCT,
        ), covers="reported_at"),
        FileKind("customers_products", _("Clientes y productos"), ("customer", "product"), (
            _CUSTOMER, _PRODUCT, _CENTRE, *_ABOUT_CUSTOMER, *_ABOUT_PRODUCT,
            Field("product_status", _("Estado del producto"), ("estado", "estado_producto", "status"), Type.WORDS,
                  of="product", values=PRODUCT_STATES),
            *_NETWORK,
        )),
        FileKind("work_orders", _("Órdenes de trabajo"), ("number",), (
            Field("number", _("Orden, número"), ("nro_orden", "numero_orden", "orden", "order_number", "order_id",
                  "number"), required=True),
            Field("opened_at", _("Fecha de apertura"), ("fec_apertura", "fecha_apertura", "opened_at", "fec_orden"),
                  Type.MOMENT, required=True),
            Field("closed_at", _("Fecha de cierre"), ("fec_cierre", "fecha_cierre", "closed_at"), Type.MOMENT),
            Field("report", _("Reporte de daño"), ("nro_reporte", "numero_reporte", "report_number", "reporte")),
            Field("order_kind", _("Tipo de orden"), ("tipo_orden", "tipo", "order_kind", "order_type")),
            Field("order_status", _("Estado"), ("estado", "estado_orden", "status")),
            Field("closing_code", _("Código de cierre"), ("cod_cierre", "codigo_cierre", "closing_code")),
            Field("closed_by", _("Cerrada por"), ("cerrada_por", "usr_cierre", "operador", "closed_by")),
            Field("technician", _("Técnico"), ("tecnico", "technician")),
            _CUSTOMER, _PRODUCT, _CENTRE,
        ), covers="opened_at"),
        FileKind("cancellations", _("Bajas"), ("customer", "product", "cancelled_on"), (
            _CUSTOMER, _PRODUCT,
            Field("cancelled_on", _("Fecha de baja"), ("fec_baja", "fecha_baja", "fecha_de_baja", "mes", "cancelled_on",
                  "month", "fecha"), Type.DAY, required=True),
            Field("reason", _("Motivo"), ("motivo", "motivo_baja", "reason")),
            _CENTRE,
        ), covers="cancelled_on"),
    )
}  # fmt: skip
"""Every kind of file by name. A file of any kind needs a customer or a product column besides what is required."""
