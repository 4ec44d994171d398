"""A page as a browser without scripts has it: its text, its links and its forms, with what each would send.

A form is found by what a person reads on the page, never by its address; a field by its label, a choice by its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.test.html import Element, parse_html

Written = Mapping[str, str | Sequence[str]]
"""What a person writes: the words of a label → what is typed, or the words of what is chosen (several: a list)."""

SILENT = {"kbd", "svg", "script", "style", "template"}
"""Elements whose text is no part of a label."""


@dataclass
class Control:
    """One field of a form, whatever it is made of. `options` has its words → values where there is a choice."""

    name: str
    label: str
    options: dict[str, str] = field(default_factory=dict)
    is_required: bool = False


@dataclass
class Form:
    """A form: where it goes, the words of its buttons, what is sent when nobody touches it, and its fields."""

    action: str
    method: str
    buttons: list[str]
    sent: dict[str, list[str]]
    controls: list[Control]

    def filled(self, written: Written) -> dict[str, list[str]]:
        """What is sent once a person wrote over the proposals. As in a browser, nothing required may stay empty."""
        data = {name: list(values) for name, values in self.sent.items()}
        for label, words in written.items():
            control = self.control(label)
            data[control.name] = _values(control, words)
        empty = [c.label for c in self.controls if c.is_required and not any(data.get(c.name, ()))]
        assert not empty, f"the form of {self.buttons} still asks for {empty}"
        return data

    def control(self, label: str) -> Control:
        found = next((control for control in self.controls if control.label == label), None)
        assert found, f"the form of {self.buttons} asks for {[c.label for c in self.controls]}, not for «{label}»"
        return found

    @property
    def required(self) -> list[str]:
        return [control.label for control in self.controls if control.is_required]


def _values(control: Control, words: str | Sequence[str]) -> list[str]:
    """What is sent for what was typed or chosen; a choice must be one that the page offers."""
    chosen = [words] if isinstance(words, str) else list(words)
    if not control.options:
        return chosen
    unknown = [one for one in chosen if one not in control.options]
    assert not unknown, f"«{control.label}» offers {list(control.options)}, not {unknown}"
    return [control.options[one] for one in chosen]


class Page:
    """One answer of the site."""

    def __init__(self, html: str) -> None:
        self.html = html

    @cached_property
    def root(self) -> Any:
        return parse_html(self.html)

    @property
    def text(self) -> str:
        return text_of(self.root)

    def forms(self) -> list[Form]:
        return [_form_of(element) for element in every(self.root, "form")]

    def form_with(self, button: str) -> Form:
        """The first form with a button of these words."""
        forms = self.forms()
        found = next((form for form in forms if button in form.buttons), None)
        assert found, f"no button «{button}» among {[form.buttons for form in forms]}"
        return found

    def links(self) -> dict[str, str]:
        """The words of each link → where it leads; the first of each."""
        found: dict[str, str] = {}
        for element in every(self.root, "a"):
            found.setdefault(_name_of(element), attributes_of(element).get("href", ""))
        return found

    def mistakes(self) -> list[str]:
        """What a form says was filled wrongly."""
        wanted = ("f__error", "note--crit")
        return [text_of(e) for e in every(self.root) if any(c in attributes_of(e).get("class", "") for c in wanted)]

    def acts(self) -> list[str]:
        """What the page offers under «Lo que usted puede hacer ahora»."""
        panel = next(e for e in every(self.root, "section") if "acts" in attributes_of(e).get("class", "").split())
        return [_name_of(e) for e in every(panel) if e.name in ("a", "button")]


def every(element: Element, name: str = "") -> Iterator[Element]:
    """The elements inside one, in the order of the page."""
    for child in element.children:
        if not isinstance(child, str):
            if not name or child.name == name:
                yield child
            yield from every(child, name)


def attributes_of(element: Element) -> dict[str, str]:
    """Attributes by name; one without a value is its own name."""
    return {name: name if value is None else value for name, value in element.attributes}


def text_of(element: Any) -> str:
    if isinstance(element, str):
        return element.strip()
    if element.name in SILENT:
        return ""
    return " ".join(filter(None, map(text_of, element.children)))


def _name_of(element: Element) -> str:
    """The words of a link or a button: what is bold in it, else all."""
    return next((text_of(bold) for bold in every(element, "b")), "") or text_of(element)


def _form_of(element: Element) -> Form:
    attributes = attributes_of(element)
    form = Form(attributes.get("action", ""), attributes.get("method", "get"), [], {}, [])
    form.buttons = [_name_of(b) for b in every(element, "button") if attributes_of(b).get("type", "submit") == "submit"]
    labels = {attributes_of(label).get("for", ""): text_of(label) for label in every(element, "label")}
    asked = _choices_in(element)
    for widget in every(element):
        if widget.name in ("input", "select", "textarea") and attributes_of(widget).get("name"):
            given = attributes_of(widget)
            question, words = asked.get(id(widget), (labels.get(given.get("id", ""), ""), "sí"))
            _add(form, widget, question, words)
    return form


def _choices_in(form: Element) -> dict[int, tuple[str, str]]:
    """For each radio button and box of a question with several: the question, and the words beside it."""
    found: dict[int, tuple[str, str]] = {}
    for group in every(form, "fieldset"):
        if "f--group" in attributes_of(group).get("class", ""):
            continue  # a heading over fields that are no choices of one question
        legend = next((text_of(element) for element in every(group, "legend")), "")
        for label in every(group, "label"):
            found |= {id(widget): (legend, text_of(label)) for widget in every(label, "input")}
    return found


def _add(form: Form, widget: Element, question: str, words: str) -> None:
    """Note what a widget asks for and what it sends as it is."""
    given = attributes_of(widget)
    kind = given.get("type", "text") if widget.name == "input" else widget.name
    if kind in ("file", "submit", "button") or "disabled" in given:
        return
    values = form.sent.setdefault(given["name"], [])
    if kind == "hidden":
        values.append(given.get("value", ""))
        return
    control = _control(form, given["name"], question)
    control.is_required |= "required" in given
    if kind == "select":
        options = [(text_of(option), attributes_of(option)) for option in every(widget, "option")]
        control.options = {text: option.get("value", "") for text, option in options}
        marked = [option.get("value", "") for _text, option in options if "selected" in option]
        values += marked or list(control.options.values())[:1]
    elif kind in ("radio", "checkbox"):
        control.options[words] = given.get("value", "on")
        values += [given.get("value", "on")] if "checked" in given else []
    else:
        values.append(text_of(widget) if kind == "textarea" else given.get("value", ""))


def _control(form: Form, name: str, label: str) -> Control:
    known = next((control for control in form.controls if control.name == name), None)
    if known is None:
        known = Control(name, label)
        form.controls.append(known)
    return known
