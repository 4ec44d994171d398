"""What is done at steps 11 to 13, in the crossed checks, and to their questionnaire and sizes."""

from reitera.quality.actions.calls import note_check_call, note_crossed_call
from reitera.quality.actions.crossed import draw_due, draw_sample
from reitera.quality.actions.dissatisfaction import identify_causes, inform_customer
from reitera.quality.actions.settings import change_parameters, change_questionnaire
from reitera.quality.actions.surveys import Answers, record_crossed_survey, record_survey

__all__ = [
    "Answers",
    "change_parameters",
    "change_questionnaire",
    "draw_due",
    "draw_sample",
    "identify_causes",
    "inform_customer",
    "note_check_call",
    "note_crossed_call",
    "record_crossed_survey",
    "record_survey",
]
