"""Configure Django: one place for what every page, command and worker runs with."""

from __future__ import annotations

import os

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tipline.site.database.connection import as_app, django_database
from tipline.site.logs import configure_logging
from tipline.trust.keys import key
from tipline.trust.people.limits import LONGEST

ENVIRONMENT = os.environ.get("TIPLINE_ENVIRONMENT", "training")
if ENVIRONMENT not in {"training", "production"}:
    raise ImproperlyConfigured(
        f"TIPLINE_ENVIRONMENT is {ENVIRONMENT!r}: set it to `training` or `production`."
    )
IN_PRODUCTION = ENVIRONMENT == "production"
TRUSTED_PROXIES = int(os.environ.get("TIPLINE_TRUSTED_PROXIES", "0"))

SECRET_KEY = key("django").hex()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TIPLINE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ROOT_URLCONF = "tipline.site.urls"
WSGI_APPLICATION = "tipline.site.wsgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = configure_logging(level="INFO")

DATABASES = {"default": django_database(as_app())}

INSTALLED_APPS = [
    "tipline.web",
    "tipline.desk.routing",
    "tipline.desk.triage",
    "tipline.desk.linking",
    "tipline.desk.linking.names",
    "tipline.desk.location",
    "tipline.desk.intake",
    "tipline.trust.people",
    "tipline.trust.audit",
    "tipline.trust.vault",
    "allauth",
    "allauth.account",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tipline.site.headers.PrivatePages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tipline.trust.people.sessions.SessionLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tipline.web.context.page_frame",
            ]
        },
    }
]

# What stages after triage show on the report page, in this order (triage/views/sections.py).
REPORT_SECTIONS = ["tipline.desk.routing.views.section.route_section"]

# People sign in with an e-mail address and a password; nobody makes an account for themselves.
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tipline.trust.people.sign_in.SignIn"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
CACHES = {
    "default": {
        # Rate limits hold for all server processes together; keys are hashes, values are times.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "rate_limit",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# The cookie lives as long as the longest session; SessionLimits ends idle ones sooner.
SESSION_COOKIE_AGE = int(LONGEST.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IN_PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tipline.web.errors.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    }
}
# Not "no-referrer": browsers then send `Origin: null` with a form, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600  # sent over https only
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_SSL_REDIRECT = IN_PRODUCTION
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
