"""How dates are written in German."""

DATE_FORMAT = "j. F Y"
DATETIME_FORMAT = "j. F Y, H:i"
SHORT_DATETIME_FORMAT = "D, j. M, H:i"
MONTH_DAY_FORMAT = "l, j. F"
TIME_FORMAT = "H:i"
