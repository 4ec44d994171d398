"""The parts pages are made of: `{% load parts %}`. Each is a small template in `templates/parts/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reitera.site.strip import Moment, Strip, draw
from reitera.site.templatetags.formats import short_day

register = template.Library()

STATE_ICONS = {"ok": "circle-check", "obs": "alert-triangle", "none": "circle-dashed"}
IMPORT_STEPS = (
    gettext_lazy("Archivo"),
    gettext_lazy("Lectura"),
    gettext_lazy("Columnas y revisión"),
    gettext_lazy("Aplicar"),
)
SORT, PAGE = "orden", "pagina"
SIZES = {
    "small": (168, 20),
    "row": (120, 18),
    "panel": (298, 62),
    "preview": (400, 62),
    "big": (560, 62),
    "wide": (760, 66),
}
UNLABELLED = ("small", "row")


@register.simple_tag
@cache
def icon(name: str, css: str = "") -> SafeString:
    """An icon of the sprite, by its Tabler name; hidden from screen readers. A page has a hundred of thirty kinds."""
    return format_html(
        '<svg class="i {}" aria-hidden="true"><use href="{}#{}"/></svg>', css, static("reitera/icons.svg"), name
    )


@register.inclusion_tag("parts/state.html")
def state(kind: str, text: str, tag: bool = False) -> dict[str, Any]:
    """A state as shape + word + colour. `kind`: "ok", "obs", "crit" or "none"."""
    return {"kind": kind, "text": text, "tag": tag, "icon": STATE_ICONS.get(kind)}


@register.simple_tag
def segment(code: str) -> SafeString:
    """A letter A to D in its frame; "" shows as «Sin dato»."""
    if not code:
        title = _("Sin facturación conocida, por eso sin segmento")
        return format_html('<span class="seg seg--none" title="{}">{}</span>', title, _("Sin dato"))
    title = _("Segmento {code}").format(code=code)
    return format_html('<span class="seg seg--{}" title="{}">{}</span>', code, title, code)


@register.inclusion_tag("parts/filter_chip.html", takes_context=True)
def filter_chip(
    context: template.Context, label: str, name: str, options: Iterable[Any], value: str = "", every: str = ""
) -> dict[str, Any]:
    """A filter kept in the address under `name`: a menu of `(value, text[, count])`, or a chip that can be taken off.

    `every` is the word for no filter ("todos").
    """
    choices = [{"value": str(option[0]), "text": option[1], "count": _third(option)} for option in options]
    chosen = next((choice for choice in choices if choice["value"] == str(value)), None) if value != "" else None
    return {
        "label": label,
        "every": every or _("todos"),
        "chosen": chosen,
        "without": address_with(context, **{name: None, PAGE: None}),
        "choices": [
            {**choice, "href": address_with(context, **{name: choice["value"], PAGE: None})} for choice in choices
        ],
    }


@register.inclusion_tag("parts/sort_header.html", takes_context=True)
def sort_header(context: template.Context, key: str, text: str, css: str = "", first: str = "") -> dict[str, Any]:
    """A column title that sorts by `key`; again, the other way round. `first` is the key the page sorts by unasked."""
    request = context["request"]
    asked = request.GET.get(SORT) or first
    direction = {key: "ascending", f"-{key}": "descending"}.get(asked, "")
    turned = f"-{key}" if direction == "ascending" else key
    return {
        "text": text,
        "css": css,
        "direction": direction,
        "href": address_with(context, **{SORT: turned, PAGE: None}),
    }


@register.inclusion_tag("parts/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Which rows of how many, and the pages before and after."""
    before = address_with(context, **{PAGE: page.previous_page_number()}) if page.has_previous() else ""
    after = address_with(context, **{PAGE: page.next_page_number()}) if page.has_next() else ""
    return {"page": page, "before": before, "after": after}


@register.inclusion_tag("parts/empty.html")
def empty(text: str, href: str = "", link: str = "", title: str = "", icon: str = "inbox") -> dict[str, Any]:
    """Nothing to show: one sentence on why or what next, and one link to the next useful place."""
    return {"text": text, "href": href, "link": link, "title": title, "icon": icon}


@register.inclusion_tag("parts/steps.html")
def import_steps(current: int) -> dict[str, Any]:
    """The four steps of an import; `current` counts from 1."""
    steps = [{"number": n, "text": text, "done": n < current} for n, text in enumerate(IMPORT_STEPS, start=1)]
    return {"steps": steps, "current": current, "total": len(steps)}


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, label: str = "", bare: bool = False) -> dict[str, Any]:
    """A form field with its label, its help (unless `bare`) and its mistakes, tied together for screen readers."""
    is_check = isinstance(bound.field.widget, CheckboxInput)
    is_choice = isinstance(bound.field.widget, RadioSelect)  # ticks in a list are one too
    attributes: dict[str, Any] = {"class": "cb" if is_check else None if is_choice else "field"}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if bare:
        attributes["placeholder"] = ""
    help_text = "" if bare else bound.help_text
    described = [("helptext", help_text), ("error", bound.errors)]
    attributes["aria-describedby"] = (
        " ".join(f"{bound.id_for_label}_{part}" for part, shown in described if shown) or None
    )
    return {
        "field": bound,
        "label": label or bound.label,
        "help": help_text,
        "is_check": is_check,
        "widget": bound.as_widget(attrs={name: value for name, value in attributes.items() if value is not None}),
    }


@register.inclusion_tag("parts/form.html")
def form_fields(form: Any) -> dict[str, Any]:
    """All fields of a form, its general mistakes first."""
    return {"form": form}


@register.inclusion_tag("parts/confirm.html", takes_context=True)
def confirm(
    context: template.Context, name: str, title: str, text: str, action: str, button: str, danger: bool = False
) -> dict[str, Any]:
    """A dialog that asks once before what cannot be undone; open it with `data-dialog="name"`. Posts to `action`."""
    told = {"name": name, "title": title, "text": text, "action": action, "button": button, "danger": danger}
    return {**told, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def strip(
    reports: Iterable[tuple[Any, ...]],
    window_start: datetime,
    window_end: datetime,
    start: datetime | None = None,
    end: datetime | None = None,
    size: str = "small",
) -> SafeString:
    """A time line of `(moment, in_window[, kind])` with the window drawn; see `reitera.site.strip`."""
    moments = [Moment(*report) for report in reports]
    drawing = draw(
        moments,
        window=(window_start, window_end),
        span=(start, end) if start and end else None,
        size=SIZES[size],
        labels=size not in UNLABELLED,
    )
    return _svg_of(drawing, big=size not in UNLABELLED)


def _svg_of(drawing: Strip, big: bool) -> SafeString:
    """Numbers and words of our own, so nothing to escape. A list draws hundreds: a template takes ten times."""
    count = drawing.in_window
    words = ngettext("{n} reporte en la ventana", "{n} reportes en la ventana", count).format(n=count)
    if big:
        words += ": " + ", ".join(short_day(mark.at) for mark in drawing.marks)
    width, height, axis = drawing.width, drawing.height, drawing.axis
    return SafeString(
        f'<svg class="strip{" strip--big" if big else ""}" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" aria-label="{words}">\n'
        f'<rect class="win" x="{drawing.window_x}" y="0" width="{drawing.window_width}"'
        f' height="{drawing.window_height}" rx="2"/>'
        f'<line class="ax" x1="2" x2="{drawing.axis_end}" y1="{axis}" y2="{axis}"/>\n'
        f"{_marks(drawing)}</svg>"
    )


def _marks(drawing: Strip) -> str:
    bar = f'y="{drawing.bar_top}" width="{drawing.bar_width}" height="{drawing.bar_height}" rx="1"/>'
    parts = []
    for mark in drawing.marks:
        if mark.css == "vs":
            parts.append(f'<circle class="vs" cx="{mark.x}" cy="{drawing.axis}" r="2.6"/>')
        else:
            parts.append(f'<rect class="{mark.css}" x="{mark.left}" {bar}')
        if mark.label_at is not None:
            place = f'x="{mark.label_at}" y="{drawing.label_y}"'
            parts.append(f'<text {place} text-anchor="middle">{short_day(mark.at)}</text>')
    return "\n".join(parts)


@register.inclusion_tag("parts/heat.html")
def heat(count: int, most: int, href: str = "", current: bool = False, label: str = "") -> dict[str, Any]:
    """A cell of a matrix, darker the nearer `count` is to `most`."""
    share = f"{count / most:.2f}" if most else "0"
    return {"count": count, "share": share, "href": href, "current": current, "label": label}


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The page's own address with some of its filters changed; None takes one off."""
    return address_with(context, **changes)


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """A value of a mapping by a key that is itself a variable."""
    return mapping.get(key)


def address_with(context: template.Context, **changes: Any) -> str:
    """`?…` of the present page with changes; `?` alone when nothing is left, so that a link still goes somewhere."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def _third(option: Any) -> Any:
    return option[2] if len(option) > 2 else None
