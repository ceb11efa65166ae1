"""Measurements and laboratory values that several forms share, each with its unit and ranges."""

from decimal import ROUND_HALF_UP, Decimal

from gongwei.definition.form import Field, Kind


def number(name: str, title: str, unit: str = "", hard=(None, None), plausible=(None, None)) -> Field:
    """A measured number."""
    return Field(name, title, Kind.NUMBER, unit, hard, plausible)


SBP = number("sbp", "收缩压", "mmHg", (50, 300), (80, 200))
DBP = number("dbp", "舒张压", "mmHg", (30, 200), (50, 120))
SBP_RIGHT = number("sbp_right", "右侧收缩压", "mmHg", (50, 300), (80, 200))
DBP_RIGHT = number("dbp_right", "右侧舒张压", "mmHg", (30, 200), (50, 120))
HEIGHT = number("height", "身高", "cm", (50, 250), (120, 200))
WEIGHT = number("weight", "体重", "kg", (1, 300), (30, 150))
WAIST = number("waist", "腰围", "cm", (30, 200), (50, 130))
BMI = number("bmi", "体质指数", "kg/m²")
TEMPERATURE = number("temperature", "体温", "°C", (34, 43), (35.5, 38))
PULSE = number("pulse", "脉率", "次/分", (30, 220), (50, 120))
HEART_RATE = number("heart_rate", "心率", "次/分", (30, 220), (50, 120))
RESPIRATION = number("respiration", "呼吸频率", "次/分", (0, None), (10, 30))
FASTING_GLUCOSE = number("fasting_glucose", "空腹血糖", "mmol/L", (1, 40), (3, 20))
HBA1C = number("hba1c", "糖化血红蛋白", "%", (3, 20), (4, 14))
HAEMOGLOBIN = number("haemoglobin", "血红蛋白", "g/L", (0, None), (60, 200))
WHITE_CELLS = number("white_cells", "白细胞", "10⁹/L", (0, None), (2, 20))
PLATELETS = number("platelets", "血小板", "10⁹/L", (0, None), (50, 500))
ALT = number("alt", "血清谷丙转氨酶", "U/L", (0, None), (0, 200))
AST = number("ast", "血清谷草转氨酶", "U/L", (0, None), (0, 200))
BILIRUBIN = number("bilirubin", "总胆红素", "µmol/L", (0, None), (0, 60))
CREATININE = number("creatinine", "血清肌酐", "µmol/L", (0, None), (20, 300))
UREA = number("urea", "血尿素", "mmol/L", (0, None), (1, 20))
CHOLESTEROL = number("cholesterol", "总胆固醇", "mmol/L", (0, None), (1.5, 12))
TRIGLYCERIDES = number("triglycerides", "甘油三酯", "mmol/L", (0, None), (0.2, 15))
LDL = number("ldl", "低密度脂蛋白胆固醇", "mmol/L", (0, None), (0.5, 8))
HDL = number("hdl", "高密度脂蛋白胆固醇", "mmol/L", (0, None), (0.3, 4))

PRESSURE_ORDER = ("dbp", "sbp")


def text(name: str, title: str, *, carried: bool = False) -> Field:
    """A text or result in words."""
    return Field(name, title, carried=carried)


def body_mass_index(height_cm: Decimal, weight_kg: Decimal) -> Decimal:
    """kg/m², one decimal, half away from zero (WS 365-2011)."""
    metres = Decimal(height_cm) / 100
    return (Decimal(weight_kg) / metres**2).quantize(Decimal("0.1"), ROUND_HALF_UP)
