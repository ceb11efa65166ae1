"""Issuing a document: its facts are frozen."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from gongwei.records import audit

from .fact import Fact, as_json
from .models import Document, IssuedFact


def issue_document(*, kind: str, title: str, unit: str, as_of: date, snapshot: str, content: bytes,
                   facts: Iterable[Fact], actor: str, at: datetime) -> Document:
    """Keep an issued document's facts as printed. The same file again is the same document."""
    digest = hashlib.sha256(content).hexdigest()
    with audit.one_writer():
        if known := Document.objects.filter(digest=digest).first():
            return known
        frozen = {fact.id: fact for fact in facts}
        entry = audit.record(actor=actor, at=at, action="issue_document", target=digest[:12],
                             detail={"kind": kind, "unit": unit, "as_of": as_of.isoformat(), "facts": len(frozen)})
        document = Document.objects.create(kind=kind, title=title, unit_id=unit, as_of=as_of, issued_at=at,
                                           snapshot=snapshot, digest=digest, change=entry)
        IssuedFact.objects.bulk_create(
            IssuedFact(document=document, fact=id, content=as_json(fact)) for id, fact in frozen.items())
    return document
