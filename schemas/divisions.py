"""Administrative divisions: what their six digits say.

Source: GB/T 2260-2007, 中华人民共和国行政区划代码: two digits each for the province, the
prefecture and the county.
"""

from __future__ import annotations

from schemas.finding import Message

_NAMES = """
11 北京 Beijing; 12 天津 Tianjin; 13 河北 Hebei; 14 山西 Shanxi; 15 内蒙古 Inner Mongolia;
21 辽宁 Liaoning; 22 吉林 Jilin; 23 黑龙江 Heilongjiang; 31 上海 Shanghai; 32 江苏 Jiangsu;
33 浙江 Zhejiang; 34 安徽 Anhui; 35 福建 Fujian; 36 江西 Jiangxi; 37 山东 Shandong;
41 河南 Henan; 42 湖北 Hubei; 43 湖南 Hunan; 44 广东 Guangdong; 45 广西 Guangxi;
46 海南 Hainan; 50 重庆 Chongqing; 51 四川 Sichuan; 52 贵州 Guizhou; 53 云南 Yunnan;
54 西藏 Tibet; 61 陕西 Shaanxi; 62 甘肃 Gansu; 63 青海 Qinghai; 64 宁夏 Ningxia;
65 新疆 Xinjiang; 71 台湾 Taiwan; 81 香港 Hong Kong; 82 澳门 Macao
"""


def _read(line: str) -> tuple[str, Message]:
    code, zh, en = line.split(maxsplit=2)
    return code, Message(zh=zh, en=en)


# Names of provinces by the first two digits.
PROVINCES = dict(map(_read, _NAMES.split(";")))


def is_division(code: str) -> bool:
    """Whether six digits can be those of a division: a province that there is, and no county without a
    prefecture.

    >>> [is_division(code) for code in ("130225", "130000", "510100", "130001", "860225", "13022")]
    [True, True, True, False, False, False]
    """
    if len(code) != 6 or not (code.isascii() and code.isdigit()) or code[:2] not in PROVINCES:
        return False
    return code[2:4] != "00" or code[4:] == "00"
