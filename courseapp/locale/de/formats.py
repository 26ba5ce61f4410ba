"""How dates are written in German."""

DATE_FORMAT = "j. F Y"
DATETIME_FORMAT = "j. F Y, H:i"
SHORT_DATETIME_FORMAT = r"D, j. N, \u\m H:i \U\h\r"  # after “am”
MONTH_DAY_FORMAT = "l, j. F"
TIME_FORMAT = "H:i"
