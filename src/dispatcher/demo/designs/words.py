"""Names of the invented company and its shops, in both languages."""

from __future__ import annotations

from dispatcher.demo.design import Words

SITE = Words(en="Severny Bereg Engineering Works", ru="Машзавод «Северный берег»")

TURNING = Words(en="Turning", ru="Токарный участок")
MILLING = Words(en="Milling", ru="Фрезерный участок")
FINE = Words(en="Grinding and EDM", ru="Шлифовка и эрозия")
BLANKS = Words(en="Blanks and sheet metal", ru="Заготовительный участок")
QUALITY = Words(en="Inspection", ru="ОТК")
LINE_BARS = Words(en="Bar line", ru="Прутковая линия")
LINE_BODIES = Words(en="Housings", ru="Корпусные детали")
LINE_SHAFTS = Words(en="Shafts", ru="Валы")
SINGLE = Words(en="", ru="")
