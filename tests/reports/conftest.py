import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "rendering: makes a PDF with LibreOffice and looks at it with Poppler")
