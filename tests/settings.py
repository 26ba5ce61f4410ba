"""Local mode with fast password hashing, plain static files and mail kept in memory."""

import os

from tests.var import var_folder

os.environ.setdefault("HUNCH_MODE", "local")
os.environ["HUNCH_VAR"] = var_folder("hunch-test-")

from courseapp.settings import *  # noqa: F403
from courseapp.settings import DATABASES, MIDDLEWARE, STORAGES, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, for servers in threads and processes of their own write to it as in real life.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
MIDDLEWARE = [
    "tests.clock.HeldClockMiddleware" if name.endswith(".ClockMiddleware") else name
    for name in MIDDLEWARE
]
