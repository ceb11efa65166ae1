"""Made-up names: places that do not exist, people put together from common characters."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

PROVINCE, CITY, COUNTY = "岚江省", "云砚市", "柘溪县"

_TOWN_FIRST = list("砚笺柘榆棠筠苇蓼荻枳芷蘅")
_TOWN_LAST = list("屏塘坪桥垭渡岗滩坝浦")
_VILLAGE_FIRST = list("上下东西南新老大石青白黄红竹松柏梅枫樟桐杨柳莲茶龙凤马牛金银清长高双三七")
_VILLAGE_LAST = list("坪湾塘冲岭桥溪坝垭沟洞田坡井岩庙寨园门滩洲畈堰墩坳嘴埠口背堡")

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
    "姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_OLD_MAN = "国建德明文志成家光荣华春生贵福祥云金林清元正友学长永兴发忠良"
_OLD_WOMAN = "秀英桂兰玉珍凤芳淑菊梅香莲翠云琴珠金花月春桃仙银素满冬桃娥清"
_MAN = "伟强军勇斌杰涛峰鹏辉超刚波平文志林海龙建华俊磊飞宏亮浩明松江"
_WOMAN = "丽敏静艳娟霞燕红玲萍芳婷慧英琼洁娜莉蓉琳雪梅春晓小海利文玉华"
_BOY = "梓浩宇轩子涵俊泽博睿一铭辰瑞嘉文皓煜奕晨航霖诚景天佑思远书恒"
_GIRL = "梓涵欣怡雨桐诗语可馨思琪佳悦子萱艺若熙梦瑶嘉依诺心妍紫芸清婉"


def townships(number: int, random: np.random.Generator) -> list[str]:
    """Names of towns (镇) and townships (乡), all different."""
    pairs = [first + last for first in _TOWN_FIRST for last in _TOWN_LAST]
    return [f"{pair}{'镇' if at % 5 < 3 else '乡'}" for at, pair in enumerate(random.permutation(pairs)[:number])]


def villages(number: int, random: np.random.Generator) -> list[str]:
    """Names of villages, all different up to a thousand and then numbered."""
    pairs = [first + last for first in _VILLAGE_FIRST for last in _VILLAGE_LAST]
    pairs = random.permutation(pairs)
    return [f"{pairs[at % len(pairs)]}{'' if at < len(pairs) else at // len(pairs) + 1}村" for at in range(number)]


def surnames(count: int, random: np.random.Generator) -> np.ndarray:
    """Places in the list of surnames, the common ones more often."""
    return np.minimum(random.exponential(28, count).astype(np.int64), len(_SURNAMES) - 1)


def people(surname: np.ndarray, male: np.ndarray, age: np.ndarray, random: np.random.Generator) -> pa.Array:
    """Full names: surname and one or two characters in the taste of sex and generation."""
    pools = [_OLD_WOMAN, _OLD_MAN, _WOMAN, _MAN, _GIRL, _BOY]
    characters = pa.array([*"".join(pools), ""])
    starts = np.cumsum([0] + [len(pool) for pool in pools])
    pool = np.where(age >= 50, 0, np.where(age >= 18, 2, 4)) + male
    width = np.diff(starts)[pool]
    first = starts[pool] + (random.random(len(pool)) * width).astype(np.int64)
    second = starts[pool] + (random.random(len(pool)) * width).astype(np.int64)
    second = np.where((random.random(len(pool)) < 0.14) | (first == second), len(characters) - 1, second)
    return pc.binary_join_element_wise(
        pa.array(list(_SURNAMES)).take(pa.array(surname)),
        characters.take(pa.array(first)),
        characters.take(pa.array(second)),
        "",
    )
