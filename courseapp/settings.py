"""The project's settings; the only module that reads the environment.

Without a single variable set the project is in production mode and refuses to start until it has
a secret key, its hosts and a sender for its e-mails. `HUNCH_MODE=local` (what `make run` and
`make dev` set) is for one machine: it makes its own key, answers on loopback names only and prints
e-mails to the console.
"""

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from courseapp.environment import Environment, mail_transport

environment = Environment(os.environ)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = environment.folder("HUNCH_VAR", BASE_DIR / "var")
LESSONS_DIR = environment.folder("HUNCH_LESSONS", BASE_DIR / "lessons")

MODE = environment.choice("HUNCH_MODE", "production", ("production", "local"))
LOCAL = MODE == "local"
DEBUG = environment.flag("HUNCH_DEBUG", default=False) and LOCAL

SITE_NAME = environment.text("SITE_NAME", "Hunch")


def local_secret_key() -> str:
    """This machine's own key, made once; one left empty by a start cut short is made anew."""
    path = VAR_DIR / "secret-key"
    if not path.exists() or not path.stat().st_size:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}")  # nobody meets it half written
        beside.touch(mode=0o600)
        beside.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        beside.replace(path)
    return path.read_text(encoding="utf-8")


if LOCAL:
    SECRET_KEY = local_secret_key()
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
else:
    SECRET_KEY = environment.demanded(
        "SECRET_KEY",
        "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
    )
    SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
    ALLOWED_HOSTS = environment.hosts(
        "ALLOWED_HOSTS", "Give the names people reach the site by, such as: learn.example.org"
    )
    CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if host != "*"]
    CSRF_TRUSTED_ORIGINS += [f"https://*{host}" for host in ALLOWED_HOSTS if host.startswith(".")]

INSTALLED_APPS = [
    "courseapp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [
    "courseapp.health.views.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "courseapp.health.bodies.BodyLimitMiddleware",
    "courseapp.schedule.clock.ClockMiddleware",
    "courseapp.accounts.sessions.RenewedSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "courseapp.accounts.pseudonyms.PseudonymMiddleware",
    "courseapp.accounts.languages.LanguageMiddleware",
    "courseapp.accounts.comforts.ChoicesRenewalMiddleware",
    "courseapp.accounts.refusals.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "courseapp.urls"
WSGI_APPLICATION = "courseapp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "courseapp.context.site",
            ],
            "libraries": {
                "inline": "courseapp.inline",
                "people": "courseapp.accounts.people",
                "pieces": "courseapp.pieces",
            },
        },
    },
]

DATABASES = {
    "default": environment.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'hunch.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue for the lock at BEGIN instead of failing at COMMIT; readers never wait.
    # What the address itself says counts more.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        **DATABASES["default"].get("OPTIONS", {}),
    }

# Rate limits count in the cache: processes must share it, so production keeps it in the database
# (`manage.py createcachetable`). The "memory" cache holds what may differ between processes.
# Django drops a third of a cache above 300 entries; nobody shall get rid of a limit that way.
AMPLE = {"MAX_ENTRIES": 100_000}
IN_MEMORY = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "memory",
    "OPTIONS": AMPLE,
}
IN_DATABASE = {
    "BACKEND": "courseapp.health.cache.HonestDatabaseCache",
    "LOCATION": "cache",
    "OPTIONS": AMPLE,
}
CACHES = {
    "default": IN_MEMORY | {"LOCATION": "default"} if LOCAL else IN_DATABASE,
    "memory": IN_MEMORY,
}

AUTH_USER_MODEL = "courseapp.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "catalogue"
ACCOUNT_ADAPTER = "courseapp.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "courseapp.accounts.forms.SignupForm",
    "login": "courseapp.accounts.wording.LoginForm",
    "request_login_code": "courseapp.accounts.wording.RequestLoginCodeForm",
    "add_email": "courseapp.accounts.wording.AddEmailForm",
    "change_email": "courseapp.accounts.wording.ChangeEmailForm",
    "reset_password": "courseapp.accounts.wording.ResetPasswordForm",
    "reset_password_from_key": "courseapp.accounts.wording.ResetPasswordKeyForm",
    "change_password": "courseapp.accounts.wording.ChangePasswordForm",
    "set_password": "courseapp.accounts.wording.SetPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds: a mail may take some minutes
ACCOUNT_EMAIL_VERIFICATION = "optional" if LOCAL else "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = not LOCAL
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Beside allauth's own: as often as people of one hall need, who come from one address.
SIGN_INS = environment.rate("LIMIT_SIGN_INS", "120/m/ip")
ACCOUNT_RATE_LIMITS = {
    "login": SIGN_INS,
    "login_failed": "60/m/ip,5/300s/key",
    "request_login_code": f"{SIGN_INS},3/m/key",
    "reset_password": f"{SIGN_INS},5/m/key",
    "reset_password_from_key": SIGN_INS,
    "signup": None,  # counted in `accounts.limits`
    "signup_by_address": environment.rate("LIMIT_SIGN_UPS", "20/m/ip"),
    "signup_by_code": environment.rate("LIMIT_SIGN_UPS_BY_CODE", "1000/h/key"),
    "wrong_code": "30/h/ip",
    "new_visitor": environment.rate("LIMIT_VISITORS", "600/h/ip"),
    "visitor": environment.rate("LIMIT_VISITORS_POSTS", "120/m/key"),
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"

# Mail is stored with what causes it; `manage.py send_mail` hands it to the transport.
EMAIL_BACKEND = "courseapp.outbox.backend.OutboxBackend"
if LOCAL:
    EMAIL_TRANSPORT = "django.core.mail.backends.console.EmailBackend"
    DEFAULT_FROM_EMAIL = "hunch@localhost"
else:
    EMAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(mail_transport(environment))
    DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.sender(
        "DEFAULT_FROM_EMAIL",
        "People sign up by e-mail; give its sender, such as: hunch@learn.example.org",
    )

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "courseapp" / "locale"]
FORMAT_MODULE_PATH = ["courseapp.locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60  # seconds since the last page, as for all one chooses
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not LOCAL
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "courseapp.lessonpages.bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# No page needs what a device can do beside showing and writing text.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media"),
        *("geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment"),
        *("screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
    )
}
CSRF_FAILURE_VIEW = "courseapp.accounts.refusals.stale_form"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes: far more than any form here
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = (
    30 * 24 * 60 * 60
)  # seconds since the last visit; a visitor’s answers stay as long
if not LOCAL:
    SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = environment.number("SECURE_HSTS_SECONDS", 31_536_000, most=10**9)
    # Both speak for names beside the site's own, so whoever owns them has to want it.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag(
        "SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False
    )
    SECURE_HSTS_PRELOAD = environment.flag("SECURE_HSTS_PRELOAD", default=False)
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # which want both set
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    PROXIES = environment.count("BEHIND_PROXY", most=10)
    if PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
environment.check()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": []}},
}
