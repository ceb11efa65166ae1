"""A table may point at tables of its own or a lower layer, never up and never at a sibling."""

import pytest
from django.apps import apps

from tests.architecture.source import height, layers


def allowed(model: str, target: str) -> bool:
    """Whether a model of module `model` may point at one of module `target`. Django's own tables lie below all."""
    if not target.startswith("gongwei."):
        return True
    (own, own_name), (other, other_name) = height(model), height(target)
    return other < own or other_name == own_name


def relations():
    for model in apps.get_models():
        if model.__module__.startswith("gongwei."):
            for field in model._meta.get_fields(include_hidden=True):
                if field.is_relation and field.related_model and not field.auto_created:
                    yield model, field


def test_foreign_keys_point_down():
    found = list(relations())
    assert found, "no model with a foreign key was found"
    wrong = [
        f"{model.__module__}.{model.__name__}.{field.name} → {field.related_model.__module__}"
        for model, field in found
        if not allowed(model.__module__, field.related_model.__module__)
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("model", "target", "verdict"),
    [
        ("gongwei.facts.models", "gongwei.records.models", True),
        ("gongwei.records.models", "gongwei.records.people", True),
        ("gongwei.records.models", "django.contrib.auth.models", True),
        ("gongwei.records.models", "gongwei.facts.models", False),
        ("gongwei.worklists.models", "gongwei.indicators.models", False),
    ],
)
def test_direction(model, target, verdict):
    assert allowed(model, target) is verdict


def test_layers_are_read_from_the_contract():
    names = [sorted(siblings) for siblings in layers()]
    assert names[0] == ["definition"]
    assert ["indicators", "worklists"] in names
    assert names[-1] == ["site"]
