"""Amounts of money in capitals (大写), as payment orders write them: 壹拾贰元叁角肆分.

Rules of the People's Bank for vouchers (正确填写票据和结算凭证的基本规定): 整 after 元 or 角, not after 分; zeros between digits are
said once, and 零 stands between 元 and 分 where there is no 角.
"""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def capitals(cents: int) -> str:
    """An amount in cents (分) as 大写; a negative one with 负."""
    if cents < 0:
        return f"负{capitals(-cents)}"
    yuan, (jiao, fen) = cents // 100, divmod(cents % 100, 10)
    said = f"{whole(yuan)}元" if yuan or not cents else ""
    if jiao:
        said += f"{DIGITS[jiao]}角"
    elif yuan and fen:
        said += "零"
    return said + (f"{DIGITS[fen]}分" if fen else "整")


def whole(number: int) -> str:
    """A whole number that is not negative."""
    for unit, word in PLACES:
        if number >= unit:
            high, low = divmod(number, unit)
            return f"{whole(high)}{word}{'零' if 0 < low < unit // 10 else ''}{whole(low) if low else ''}"
    return DIGITS[number]
