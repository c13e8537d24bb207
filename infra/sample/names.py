"""姓名与楼栋 — Surnames, given names and buildings the seeder makes fictitious people from."""

from typing import Final

SURNAMES: Final[tuple[str, ...]] = (
    *"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹",
    *"彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金",
    *"石廖贾夏韦付方白邹孟熊秦邱江尹薛",
    *("欧阳", "上官", "司徒", "诸葛"),
)

# Split by the years they were common in, so that a grandmother need not be called 子涵.
# Short names that make a well-known person with some surname (明 after 姚) are left out.
_ELDER: Final = (
    "桂芳 秀兰 玉珍 根发 淑华 桂英 凤英 长贵 素琴 福生 金花 月娥 根宝 永年 惠珍 宝根 阿妹 来娣 "
    "春生 彩云 慧兰 树根 守义 兰芝 荣发 巧云 水根 玉梅 喜梅 翠萍 广田 瑞芬 连喜 桂香 "
    "菊仙 银娣 福来 满仓 招弟 梅芳 来福 顺昌"
)
_MIDDLE: Final = (
    "丽娜 海燕 红梅 春梅 小红 雪梅 文博 晓雯 海波 晨光 素素 莉莉 鹏飞 婷婷 晓峰 丽华 亚楠 "
    "建波 小芳 志斌 秋菊 晓岚 素云 春晖 月琴 燕子 双双 春燕 彩霞 庆华 永辉 "
    "玲玲 小军 新宇 冬冬 秋萍 茂林 晓阳 江波 小琴 亚军"
)
_YOUNG: Final = (
    "子涵 梓萱 雨桐 一诺 欣怡 宇轩 诗涵 可欣 沐阳 子墨 若曦 明轩 思齐 安然 知夏 小满 景行 书瑶 "
    "星河 嘉禾 米粒 果果 予安 清越 南乔 悠然 沛霖 以宁 初晴 禾苗 晚晴 乐知 小禾 闻笛 向晚 "
    "言蹊 麦穗 玥 煦 禾 苗 溪"
)

ELDER_GIVEN: Final[tuple[str, ...]] = tuple(_ELDER.split())
MIDDLE_GIVEN: Final[tuple[str, ...]] = tuple(_MIDDLE.split())
YOUNG_GIVEN: Final[tuple[str, ...]] = tuple(_YOUNG.split())
GIVEN: Final[tuple[str, ...]] = ELDER_GIVEN + MIDDLE_GIVEN + YOUNG_GIVEN

# Each building and its units, as an address begins: "3号楼" with "2单元".
BUILDINGS: Final[dict[str, tuple[str, ...]]] = {
    "1号楼": ("1单元", "2单元"),
    "2号楼": ("1单元", "2单元"),
    "3号楼": ("1单元", "2单元", "3单元"),
    "4号楼": ("1单元", "2单元", "3单元"),
    "5号楼": ("1单元", "2单元", "3单元", "4单元"),
    "6号楼": ("1单元", "2单元", "3单元"),
    "7号楼": ("1单元", "2单元"),
    "8号楼": ("1单元", "2单元"),
    "9号楼": ("1单元", "2单元", "3单元"),
    "10号楼": ("1单元",),
    "11号楼": ("1单元", "2单元"),
    "12号楼": ("1单元", "2单元"),
}
