from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Issued documents and their facts."""

    name = "gongwei.facts"
    label = "facts"
