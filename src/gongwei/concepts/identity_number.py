"""The citizen identity number (GB 11643): whether it is well formed and what it says of birth date and sex."""

from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric

from gongwei.definition.message import Message

MALE, FEMALE = 1, 2


@dataclass(frozen=True)
class IdentityNumber:
    """What an identity number says. `problem` is empty when it is well formed and its check digit agrees."""

    problem: str
    birth_date: date | None = None
    sex: int | None = None

    def disagreements(self, birth_date: date | None, sex: int) -> tuple[str, ...]:
        """In the user's words: where the number and what was entered beside it differ. Never repeats the number."""
        if self.problem:
            return (Message("身份证号{problem}", problem=self.problem),)
        found = []
        if birth_date and birth_date != self.birth_date:
            found.append(Message("身份证号所示出生日期({shown})与填写的({entered})不一致", shown=self.birth_date, entered=birth_date))
        if sex in (MALE, FEMALE) and sex != self.sex:
            found.append(Message("身份证号所示性别与填写的不一致"))
        return tuple(found)


def read_identity_number(text: str) -> IdentityNumber:
    """Understand an 18-digit identity number; spaces and a lower-case x are tolerated."""
    number = text.strip().replace(" ", "").upper()
    if len(number) != 18 or not number[:17].isdigit():
        return IdentityNumber(Message("应为 18 位"))
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return IdentityNumber(Message("中的出生日期不存在"))
    plain = number if number.isascii() else ric.compact(number)
    if len(plain) != 18 or not plain[:17].isascii():
        return IdentityNumber(Message("格式不对"))
    if plain[17] != ric.calc_check_digit(plain):  # the library's list of places is not asked: they change, births stay
        return IdentityNumber(Message("校验码不符"))
    return IdentityNumber("", birth, MALE if int(number[16]) % 2 else FEMALE)
