from django.db import migrations

from gongwei.assessments.appraisal.guards import install, remove


class Migration(migrations.Migration):
    """Locked rounds and the steps of rounds and appeals are kept by the database itself."""

    dependencies = [("assessments", "0002_management_work")]
    operations = [
        migrations.RunPython(
            lambda _apps, editor: install(editor.connection), lambda _apps, editor: remove(editor.connection)
        )
    ]
