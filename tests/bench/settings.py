"""As `make run` serves the site, in a folder of its own, with a bare view to compare with."""

import os
from pathlib import Path

from tests.var import var_folder

os.environ["HUNCH_MODE"] = "local"
os.environ["HUNCH_VAR"] = var_folder("hunch-bench-")

from courseapp.settings import *  # noqa: F403
from courseapp.settings import BASE_DIR, DATABASES, TEMPLATES, VAR_DIR

ROOT_URLCONF = "tests.bench.urls"
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
STATIC_ROOT = VAR_DIR / "staticfiles"
TEMPLATES[0] |= {"DIRS": [BASE_DIR / "templates", Path(__file__).parent / "templates"]}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["TEST"] = {
    "NAME": VAR_DIR / "bench.sqlite3" if "sqlite" in DATABASES["default"]["ENGINE"] else None
}
