"""Duplicate customers merged into the one that stays.

Which rows move is said by the models themselves (`follows_merge`), so that a later package joins by a line in its
model. A duplicate keeps its code, its centres and, where the kept customer has a product with the same code, its
emptied product: the trace of what was merged. Nothing is ever shown of it but a redirection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Field, Model

from reitera.core.recording import Record, recording
from reitera.customers.folding import folded_customer
from reitera.customers.models import Cancellation, Customer, Product
from reitera.customers.refusals import AlreadyMerged, KeptIsDuplicate, MergeWithItself
from reitera.customers.rules import MERGERS
from reitera.staff.models import User
from reitera.staff.rules import require_role

_CUSTOMER_FACTS = ("name", "phone", "address", "zone")
_PRODUCT_FACTS = (
    "plan", "technology", "monthly_billing", "olt", "port", "splitter", "box", "location_text", "operations_centre",
)  # fmt: skip


def merge_customers(*, keep: Customer, duplicates: Sequence[Customer], actor: User | None, at: datetime) -> Customer:
    """Move everything of the duplicates to the kept customer and point them to it; what it does not know it learns.

    A product code that both have becomes one product. Merging the same again changes nothing.
    Raises MergeWithItself, KeptIsDuplicate, AlreadyMerged (into another customer), NotAllowed.
    """
    require_role(actor, *MERGERS)
    pks = [keep.pk, *(duplicate.pk for duplicate in duplicates)]
    if keep.pk in pks[1:]:
        raise MergeWithItself(customer=keep.code)
    with recording(actor, at, lock=Customer.objects.filter(pk__in=pks)) as record:
        locked = {row.pk: row for row in record.locked}
        kept: Customer = locked[keep.pk]
        fresh = [locked[pk] for pk in dict.fromkeys(pks[1:]) if _is_fresh(locked[pk], kept)]
        for duplicate in fresh:
            _merge(record, kept, duplicate)
        if not fresh:
            record.unchanged()
    return kept


def _is_fresh(duplicate: Customer, kept: Customer) -> bool:
    if kept.merged_into is not None:
        raise KeptIsDuplicate(customer=kept.code, kept=kept.merged_into.code)
    if duplicate.merged_into is not None and duplicate.merged_into_id != kept.pk:
        raise AlreadyMerged(duplicate=duplicate.code, kept=duplicate.merged_into.code)
    return duplicate.merged_into is None


def _merge(record: Record, kept: Customer, duplicate: Customer) -> None:
    personal, centres = {"kept": _personal(kept), "duplicate": _personal(duplicate)}, _centres(kept)
    moved = _move_products(kept, duplicate) + _move_rows(kept, duplicate)
    _point(kept, duplicate)
    record.event(
        "customer.merged", subject=kept,
        before={"duplicate": duplicate.pk, "code": duplicate.code},
        after={"kept": kept.pk, "code": kept.code, "moved": dict(moved)},
        centres_before=centres, centres_after=_centres(kept), customer_id=kept.pk,
        personal_before=personal, personal_after=_personal(kept),
    )  # fmt: skip


def _move_products(kept: Customer, duplicate: Customer) -> Counter[str]:
    moved, shared = Counter[str](), dict(_shared_products(kept, duplicate))
    for gone, stays in shared.items():
        moved += _empty_product(gone, stays)
        _learn(stays, gone, _PRODUCT_FACTS)
    moved["product"] = duplicate.products.exclude(pk__in=[gone.pk for gone in shared]).update(customer=kept)
    return moved


def _move_rows(kept: Customer, duplicate: Customer) -> Counter[str]:
    return Counter(
        {
            str(model._meta.model_name): model._default_manager.filter(**{field.name: duplicate}).update(
                **{field.name: kept}
            )
            for model, field in _followers(Customer)
        }
    )


def _shared_products(kept: Customer, duplicate: Customer) -> Iterator[tuple[Product, Product]]:
    """The duplicate's products whose code the kept customer has too, each with the kept one."""
    own = {product.code: product for product in kept.products.all()}
    for product in duplicate.products.filter(code__in=own):
        yield product, own[product.code]


def _empty_product(gone: Product, stays: Product) -> Counter[str]:
    """Point the rows of a product to another; of two cancellations of one month only the other's is left."""
    months = stays.cancellations.values_list("month", flat=True)
    Cancellation.objects.filter(product=gone, month__in=list(months)).delete()
    moved = Counter[str]()
    for model, field in _followers(Product):
        rows = model._default_manager.filter(**{field.name: gone})
        if _has_customer(model):
            # Reports are indexed by customer, not by product, and there are millions.
            rows = rows.filter(customer=gone.customer)
        count = rows.update(**{field.name: stays})
        moved[str(model._meta.model_name)] += 0 if _has_customer(model) else count
    return moved


def _followers(target: type[Model]) -> Iterator[tuple[type[Model], Field[Any, Any]]]:
    """Each model that points to the target and follows a merge, with the field that points."""
    for relation in target._meta.related_objects:
        if getattr(relation.related_model, "follows_merge", False):
            yield relation.related_model, relation.field


def _has_customer(model: type[Model]) -> bool:
    return any(field.name == "customer" for field in model._meta.get_fields())


def _learn(stays: Model, gone: Model, facts: Sequence[str]) -> None:
    """Fill what is not known of a row from the one that goes; what is known stays."""
    blank = (None, "")
    learnt = [name for name in facts if getattr(stays, name) in blank and getattr(gone, name) not in blank]
    for name in learnt:
        setattr(stays, name, getattr(gone, name))
    if learnt:
        stays.save(update_fields=learnt)


def _point(kept: Customer, duplicate: Customer) -> None:
    """Lead the duplicate, and whatever was merged into it before, to the kept customer."""
    _learn(kept, duplicate, _CUSTOMER_FACTS)
    kept.folded = folded_customer(kept.name, kept.code, kept.phone)
    kept.save(update_fields=["folded"])
    kept.operations_centres.add(*duplicate.operations_centres.all())
    Customer.objects.filter(merged_into=duplicate).update(merged_into=kept)
    duplicate.merged_into = kept
    duplicate.save(update_fields=["merged_into"])


def _personal(customer: Customer) -> dict[str, str]:
    return {name: getattr(customer, name) for name in _CUSTOMER_FACTS}


def _centres(customer: Customer) -> list[int]:
    return [centre.pk for centre in customer.operations_centres.all()]
