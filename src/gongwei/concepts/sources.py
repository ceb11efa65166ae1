"""The documents that the rules rest on."""

from datetime import date

from gongwei.definition.source import Source

SPEC_2017 = Source("国家基本公共卫生服务规范(第三版)", date(2017, 2, 28))
HEALTH_RECORD_DATA_SET = Source("WS 365-2011 城乡居民健康档案基本数据集", date(2011, 8, 2))
DIVISION_CODES = Source("GB/T 2260 与统计用区划代码(12 位)")
IDENTITY_NUMBER = Source("GB 11643-1999 公民身份号码", date(1999, 1, 19))
SEX_CODES = Source("GB/T 2261.1-2003 人的性别代码", date(2003, 7, 25))
PROJECT_RULES = Source("公卫指标口径约定", date(2026, 11, 22))
