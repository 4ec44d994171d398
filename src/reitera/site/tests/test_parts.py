"""Parts that keep filters in the address, and the pieces of every page."""

from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

PEOPLE = Paginator(range(30), 10)


def shown(source: str, address: str = "/", **values: object) -> str:
    request = RequestFactory().get(address)
    return Template("{% load parts %}" + source).render(Context({"request": request, **values}))


def test_a_filter_keeps_the_others_and_goes_back_to_the_first_page() -> None:
    html = shown('{% filter_chip "Centro" "centro" options %}', "/?segmento=A&pagina=3", options=[("N", "Norte", 4)])

    assert 'href="?segmento=A&amp;centro=N"' in html
    assert '<span class="count">4</span>' in html


def test_a_chosen_filter_can_be_taken_off() -> None:
    html = shown('{% filter_chip "Centro" "centro" options "N" %}', "/?centro=N&q=x", options=[("N", "Norte")])

    assert 'href="?q=x"' in html
    assert "<details" not in html


def test_a_title_sorts_and_sorts_the_other_way_round() -> None:
    header = '{% sort_header "zona" "Zona" %}'

    assert 'href="?orden=zona"' in shown(header)
    assert 'href="?orden=-zona"' in shown(header, "/?orden=zona")
    assert 'aria-sort="descending"' in shown(header, "/?orden=-zona")


def test_pages_say_which_rows_and_lead_on() -> None:
    html = shown("{% pagination page %}", "/?q=x&pagina=2", page=PEOPLE.page(2))

    assert "11 a 20 de 30" in html
    assert 'href="?q=x&amp;pagina=1"' in html
    assert 'href="?q=x&amp;pagina=3"' in html


def test_a_state_has_a_shape_and_a_word() -> None:
    assert shown('{% state "crit" "Vencido" %}').count("<svg") == 1
    assert "Vencido" in shown('{% state "obs" "Vencido" %}')


def test_an_unknown_segment_is_said_and_not_shown_as_a_letter() -> None:
    assert "Sin dato" in shown('{% segment "" %}')
    assert "seg--A" in shown('{% segment "A" %}')


def test_a_field_with_a_mistake_is_tied_to_it() -> None:
    class Sample(forms.Form):
        number = forms.IntegerField(label="Número", help_text="Del reporte.")

    html = shown("{% form_fields form %}", form=Sample({"number": "x"}))

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_number_helptext id_number_error"' in html
    assert 'id="id_number_error"' in html


def test_choices_to_tick_are_not_drawn_as_boxes_to_write_in() -> None:
    class Sample(forms.Form):
        kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
        causes = forms.MultipleChoiceField(choices=[("b", "B")], widget=forms.CheckboxSelectMultiple)
        word = forms.CharField()

    assert shown("{% form_fields form %}", form=Sample()).count('class="field"') == 1


def test_the_cell_of_a_matrix_leads_to_its_rows_unless_it_is_empty() -> None:
    assert 'style="--v:0.50"' in shown('{% heat 2 4 "?centro=N" %}')
    assert "<a" not in shown('{% heat 0 4 "?centro=N" %}')
