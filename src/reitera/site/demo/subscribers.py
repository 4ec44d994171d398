"""The invented provider's customers and the products they contract."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from reitera.site.demo import words
from reitera.site.demo.territory import CABLE, CENTRES, COPPER, FIBRE, NORTH, SOUTH, Centre, Location, Network

CUSTOMERS = 4_300
BUSINESSES = 344
PRODUCTS = 5_000
SECOND_LINES = 250  # persons with two lines; every other line beyond the first belongs to a business


@dataclass(frozen=True, slots=True)
class Plan:
    """A commercial plan; ``monthly`` in Bs."""

    name: str
    technology: str
    monthly: Decimal


def _plan(name: str, technology: str, monthly: int) -> Plan:
    return Plan(name, technology, Decimal(monthly))


HOME_PLANS = (
    (_plan("Fibra Hogar 50", FIBRE, 139), 20),
    (_plan("Fibra Hogar 80", FIBRE, 169), 24),
    (_plan("Fibra Hogar 120", FIBRE, 199), 16),
    (_plan("Fibra Hogar 200", FIBRE, 249), 12),
    (_plan("Fibra Hogar 300", FIBRE, 319), 6),
    (_plan("Fibra Hogar 500", FIBRE, 399), 2),
    (_plan("Cable Hogar 40", CABLE, 149), 8),
    (_plan("Cable Hogar 80", CABLE, 189), 5),
    (_plan("ADSL Hogar 8", COPPER, 119), 7),
)
BUSINESS_PLANS = (
    (_plan("Fibra Negocio 100", FIBRE, 289), 34),
    (_plan("Fibra Negocio 200", FIBRE, 419), 28),
    (_plan("Fibra Negocio 400", FIBRE, 599), 16),
    (_plan("Fibra Empresa 600", FIBRE, 899), 8),
    (_plan("Cable Negocio 80", CABLE, 259), 10),
    (_plan("ADSL Negocio 8", COPPER, 179), 4),
)


@dataclass(frozen=True, slots=True)
class Customer:
    """Who contracts; ``centre`` and ``zone`` are those of the first line."""

    code: str
    name: str
    is_business: bool
    phone: str
    address: str
    zone: str
    centre: Centre


@dataclass(frozen=True, slots=True)
class Product:
    """One contracted line. ``code`` is the contract, with the leading zeros of the commercial system."""

    code: str
    customer: Customer
    plan: Plan
    centre: Centre
    zone: str
    location: Location
    suspended: bool


def invent_customers(rng: Random) -> list[Customer]:
    """``CUSTOMERS`` customers of whom ``BUSINESSES`` are businesses; no two share a name, a code or a telephone."""
    kinds = [True] * BUSINESSES + [False] * (CUSTOMERS - BUSINESSES)
    rng.shuffle(kinds)
    codes = sorted(rng.sample(range(200_000, 260_000), CUSTOMERS))
    phones = rng.sample(range(10_000), CUSTOMERS)
    taken: set[str] = set()
    return [
        _customer(rng, str(code), kind, phone, taken) for code, kind, phone in zip(codes, kinds, phones, strict=True)
    ]


def _customer(rng: Random, code: str, is_business: bool, phone: int, taken: set[str]) -> Customer:
    invent = words.business_name if is_business else words.person_name
    while (name := invent(rng)) in taken:
        pass
    taken.add(name)
    centre = rng.choices(CENTRES, (46, 54))[0]
    zone = _zone(rng, centre)
    return Customer(code, name, is_business, f"7000{phone:04d}", words.street_address(rng), zone, centre)


def _zone(rng: Random, centre: Centre) -> str:
    return rng.choices(centre.zones, range(len(centre.zones) + 4, 4, -1))[0]


def invent_products(rng: Random, customers: list[Customer]) -> list[Product]:
    """``PRODUCTS`` lines: at least one a customer, a second for some persons, several for many businesses."""
    owners = customers + _owners_of_more(rng, customers)
    codes = sorted(rng.sample(range(10_000, 99_999), len(owners)))
    rng.shuffle(codes)
    network, seen = Network(rng), set[str]()
    return [_product(rng, network, f"{code:07d}", owner, seen) for code, owner in zip(codes, owners, strict=True)]


def _owners_of_more(rng: Random, customers: list[Customer]) -> list[Customer]:
    persons = [customer for customer in customers if not customer.is_business]
    businesses = [customer for customer in customers if customer.is_business]
    appetite = [rng.paretovariate(1.3) for _ in businesses]
    more = PRODUCTS - CUSTOMERS - SECOND_LINES
    return rng.sample(persons, SECOND_LINES) + rng.choices(businesses, [min(weight, 12) for weight in appetite], k=more)


def _product(rng: Random, network: Network, code: str, owner: Customer, seen: set[str]) -> Product:
    centre, zone = owner.centre, owner.zone
    if owner.code in seen and rng.random() < 0.3:
        centre = rng.choices((_other(centre), centre), (45, 55))[0]
        zone = _zone(rng, centre)
    seen.add(owner.code)
    plans = BUSINESS_PLANS if owner.is_business else HOME_PLANS
    plan = rng.choices([plan for plan, _ in plans], [weight for _, weight in plans])[0]
    return Product(
        code, owner, plan, centre, zone, network.connect(centre, zone, plan.technology), rng.random() < 0.015
    )


def _other(centre: Centre) -> Centre:
    return SOUTH if centre is NORTH else NORTH
