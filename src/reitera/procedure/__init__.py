"""The follow-up procedure as data: who takes part in it, and (with the casework) its steps and moves.

Standard library only, so that screens, permissions, documentation and tests can all be made from it.
"""
