"""Telephones as files write them, as numbers that can be dialled (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from phonenumbers import (
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    PhoneNumberType,
    format_number,
    number_type,
)

COUNTRY = "BO"
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


@dataclass(frozen=True)
class Phone:
    """One number: as it was written, as `tel:` takes it, and its WhatsApp address ("" for a fixed line)."""

    written: str
    dial: str
    whatsapp: str

    @property
    def tel(self) -> str:
        return f"tel:{self.dial}"


def phones_in(text: str) -> list[Phone]:
    """Every number of a field, which may hold several; one that fits no plan is dialled by its figures as they are."""
    found = [_phone(match.raw_string, match.number) for match in PhoneNumberMatcher(text, COUNTRY)]
    figures = "".join(c for c in text if c.isdigit())
    return found or ([Phone(text.strip(), figures, "")] if figures else [])


def _phone(written: str, number: PhoneNumber) -> Phone:
    dial = format_number(number, PhoneNumberFormat.E164)
    is_mobile = number_type(number) in _MOBILE
    return Phone(written.strip(), dial, f"https://wa.me/{dial.removeprefix('+')}" if is_mobile else "")
