from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "gongwei.records"
    label = "records"
    verbose_name = _("居民与服务记录")
