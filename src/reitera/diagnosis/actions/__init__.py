"""What people do in a diagnosis. Keyword arguments, an explicit actor and time, one transaction each."""

from reitera.diagnosis.actions.causes import note_causes
from reitera.diagnosis.actions.factors import change_factor, switch_factor
from reitera.diagnosis.actions.files import apply_file, discard_file, review_file
from reitera.diagnosis.actions.readings import note_contact, note_measures, note_readings
from reitera.diagnosis.actions.solutions import fix_remotely, give_as_stable, move_with_cause

__all__ = [
    "apply_file",
    "change_factor",
    "discard_file",
    "fix_remotely",
    "give_as_stable",
    "move_with_cause",
    "note_causes",
    "note_contact",
    "note_measures",
    "note_readings",
    "review_file",
    "switch_factor",
]
