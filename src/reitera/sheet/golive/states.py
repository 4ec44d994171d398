"""The words of the old state column, and the state each one means here (pure): proposed, and said by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from reitera.core.text import fold
from reitera.procedure.steps import STATES, WAITING_STATES, State

CLOSED = "closed"
"""What is said of words like «Concluido»: their rows are counted and stay out."""

OFFERED = tuple(state for state in WAITING_STATES if state is not State.WORK_ACCEPTANCE)
"""States a row may enter at. Work waits for its acceptance with a field report, which no sheet holds: such a row goes
to the visit or to monitoring."""

NEEDS_VISIT = (State.PRIORITISE, State.FIELD_WORK)
"""States that have a visit to come: without a sound date, hour and technician the case enters at 14."""

SOLVED = (State.ORDER_CLOSING, State.SOLUTION_MONITORING, State.QUALITY_CHECK)
"""States behind a move that says the fault is solved."""

MOST_WORDS = 60
"""More different words than this are no states: it is a column of free text."""

_SIGNS: tuple[tuple[str, State | str], ...] = (
    ("sin solucion", State.DISTRIBUTION), ("distribu", State.DISTRIBUTION),
    ("insatisf", State.DISSATISFACTION),
    ("planta", State.PLANT_INCIDENT), ("incidente", State.PLANT_INCIDENT),
    ("fideliz", State.RETENTION_CONTACT), ("retenc", State.RETENTION_CONTACT),
    ("se quiere ir", State.RETENTION_CONTACT),
    ("calidad", State.QUALITY_CHECK), ("encuesta", State.QUALITY_CHECK),
    ("informar", State.INFORM_CUSTOMER), ("avisar", State.INFORM_CUSTOMER),
    ("cerrar", State.ORDER_CLOSING), ("por cierre", State.ORDER_CLOSING),
    ("monitor", State.SOLUTION_MONITORING), ("seguimiento", State.SOLUTION_MONITORING),
    ("en observacion", State.SOLUTION_MONITORING), ("estable", State.SOLUTION_MONITORING),
    ("reprogram", State.SCHEDULE_VISIT), ("pendiente de visita", State.SCHEDULE_VISIT),
    ("por visitar", State.SCHEDULE_VISIT), ("por programar", State.SCHEDULE_VISIT), ("programar", State.SCHEDULE_VISIT),
    ("ausente", State.SCHEDULE_VISIT), ("falta material", State.SCHEDULE_VISIT),
    ("programad", State.PRIORITISE), ("agendad", State.PRIORITISE), ("priori", State.PRIORITISE),
    ("en visita", State.FIELD_WORK), ("en sitio", State.FIELD_WORK), ("en camino", State.FIELD_WORK),
    ("en ejecucion", State.FIELD_WORK),
    ("visita", State.SCHEDULE_VISIT),
    ("conclu", CLOSED), ("cerrad", CLOSED), ("finaliz", CLOSED), ("soluciona", CLOSED), ("resuel", CLOSED),
    ("terminad", CLOSED), ("atendid", CLOSED), ("anulad", CLOSED), ("baja", CLOSED), ("satisfech", CLOSED),
    ("revis", State.TECHNICAL_REVIEW), ("diagnos", State.TECHNICAL_REVIEW), ("analisis", State.TECHNICAL_REVIEW),
    ("en proceso", State.TECHNICAL_REVIEW), ("pendiente", State.TECHNICAL_REVIEW), ("abiert", State.TECHNICAL_REVIEW),
    ("nuev", State.RECEPTION), ("recib", State.RECEPTION), ("asignad", State.RECEPTION), ("enviad", State.RECEPTION),
    ("por enviar", State.DISPATCH),
)  # fmt: skip
"""Parts of folded words, the surest first: "visita programada" is found before "visita"."""


def words_of(cells: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Folded word → how it was first written and how many rows say it, the most frequent first."""
    said = [cell for cell in cells if cell]
    counts = Counter(fold(cell) for cell in said)
    written = {fold(cell): cell for cell in reversed(said)}
    return {word: (written[word], count) for word, count in counts.most_common()}


def propose_states(words: Iterable[str]) -> dict[str, str]:
    """Folded word → state or `CLOSED`; "" where nothing gives it away, so that a person says it."""
    return {word: _proposed(word) for word in words}


def _proposed(word: str) -> str:
    own = {name: state for state in OFFERED for name in (state.value, fold(STATES[state].numbered_label))}
    own |= {fold(STATES[state].label): state for state in OFFERED}
    if word in own:
        return str(own[word])
    found = next((str(state) for sign, state in _SIGNS if sign in word), "")
    # «No solucionado» is not «solucionado».
    return "" if found == CLOSED and word.startswith(("no ", "sin ", "por ")) else found
