"""Django's settings, made from the environment (`environment.py`) and the secrets file.  No logic lives here."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from askfirst.config import environment, secrets
from askfirst.config.databases import database

_ENV = environment.read()
_ADDRESS = urlsplit(_ENV["ASKFIRST_ADDRESS"])

HOME = _ENV["ASKFIRST_HOME"]
SECRETS_FILE = HOME / "secrets.json"
_SECRETS = secrets.load(SECRETS_FILE)

DEBUG: bool = _ENV["ASKFIRST_DEBUG"]
SECRET_KEY: str = _SECRETS.secret_key
DIGEST_KEY: str = _SECRETS.digest_key
CHANNEL_KEYS: tuple[str, ...] = _SECRETS.channel_keys
ADDRESS: str = _ENV["ASKFIRST_ADDRESS"]
LISTEN: tuple[str, int] = _ENV["ASKFIRST_LISTEN"]
PROXIES: int = _ENV["ASKFIRST_PROXIES"]
FORM_LIMIT: int = _ENV["ASKFIRST_FORM_LIMIT"]
UPLOAD_BYTES: int = _ENV["ASKFIRST_UPLOAD_MB"] * 1024 * 1024
UNDO_SECONDS: int = _ENV["ASKFIRST_UNDO_SECONDS"]
INSIDE: tuple[tuple[str, int], ...] = _ENV["ASKFIRST_INSIDE"]
SANDBOX_URL: str = _ENV["ASKFIRST_SANDBOX_URL"]

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", str(_ADDRESS.hostname), *_ENV["ASKFIRST_HOSTS"]]
CSRF_TRUSTED_ORIGINS = [ADDRESS]
IS_SECURE = _ADDRESS.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_NAME = "askfirst_member"
CSRF_COOKIE_NAME = "askfirst_csrf"
CSRF_FAILURE_VIEW = "askfirst.web.refusals.csrf_failure"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

ROOMS = [
    "brand",
    "people",
    "consent",
    "gate",
    "drafts",
    "inbox",
    "wall",
    "campaigns",
    "friends",
    "work",
    "wire",
    "web",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    # Before allauth, so that our templates stand in for its own.
    *(f"askfirst.{room}" for room in ROOMS),
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "askfirst.web.smaller.Smaller",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "askfirst.web.frames.keep_in_frames",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "askfirst.config.urls"
WSGI_APPLICATION = "askfirst.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "askfirst.web.shell.shell",
            ],
        },
    },
]
DATABASES = {"default": database(_ENV["DATABASE_URL"], HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A brand's feed, counters and limits are small and short-lived: each process may keep its own.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LANGUAGE_CODE = "en"
# In their own words; Arabic is written from right to left.
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español"), ("ar", "العربية")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "web" / "locale"]
LANGUAGE_COOKIE_NAME = "askfirst_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_SAMESITE = IS_SECURE, "Lax"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# Static files are served from where they are installed: no collecting step before the first start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

AUTH_USER_MODEL = "brand.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/inbox/"
ACCOUNT_ADAPTER = "askfirst.web.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Askfirst"
# Passkeys need https, or this machine itself, where browsers make an exception.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_SECURE

_MAIL = _ENV["ASKFIRST_MAIL"]
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _MAIL else 'console'}.EmailBackend"
EMAIL_HOST = _MAIL.get("host", "")
EMAIL_PORT = _MAIL.get("port", 25)
EMAIL_HOST_USER = _MAIL.get("user", "")
EMAIL_HOST_PASSWORD = _MAIL.get("password", "")
EMAIL_USE_SSL = _MAIL.get("use_ssl", False)
EMAIL_USE_TLS = _MAIL.get("use_tls", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _ENV["ASKFIRST_MAIL_FROM"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"askfirst": {"level": "INFO"}},
}
