"""Django's settings: everything of this office comes from its home, `COMITY_HOME`, and the machine's surroundings.

No secret stands here. What is refused at the start: a home inside the program or readable by others, hosts that stand
for many, a demonstration that others could reach.
"""

from __future__ import annotations

import os
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from csp.constants import NONE, SELF

from comity.site import surroundings as said
from comity.site.clock import behind, now, set_back
from comity.site.home import home_of
from comity.site.logs import ENTRIES

_ENV = os.environ
said.refuse_plain_text(_ENV)
_HTTPS = said.is_on(_ENV, "COMITY_HTTPS")
_PROXIES = said.count(_ENV, "COMITY_PROXIES")

# --- this office ------------------------------------------------------------------------------------------------------

COMITY_HOME = home_of(_ENV)
COMITY_DEMO = said.demo(_ENV, COMITY_HOME)
COMITY_HOME.begin(demo=COMITY_DEMO)
COMITY_LAW = tuple(Path(part) for part in _ENV.get("COMITY_LAW", "").split(os.pathsep) if part)
COMITY_OFFICE = COMITY_HOME.office(COMITY_LAW)
COMITY_KEYS = said.secret(_ENV, "COMITY_KEYS") or str(COMITY_HOME.keys)
COMITY_SET_BACK = set_back(COMITY_HOME.demo_began(), COMITY_OFFICE.law_until) if COMITY_DEMO else timedelta()
COMITY_CLOCK = behind(COMITY_SET_BACK) if COMITY_DEMO else now
COMITY_MACHINE_CLOCK = now  # what sessions and codes go by, on whatever day the desk stands
COMITY_DESK = "comity.site.desk.open_desk"
COMITY_FEED = _ENV.get("COMITY_FEED", "")  # the map by which the clock brings in what lies in the watch folder
COMITY_FEED_KEPT = timedelta(days=said.count(_ENV, "COMITY_FEED_KEPT", most=30) or 7)  # files that were brought in
COMITY_API = "/api/"
COMITY_API_RATE = said.count(_ENV, "COMITY_API_RATE", most=1_000_000) or 6_000  # calls of one token in a minute
COMITY_WEBHOOK_PRIVATE = said.is_on(_ENV, "COMITY_WEBHOOK_PRIVATE")  # whether receivers may be in the office's own net
COMITY_MAX_BODY = 26 * 1024 * 1024  # 25 MB of paper, and the form around it
COMITY_SHIFT = timedelta(hours=8)
COMITY_IDLE = timedelta(minutes=30)
COMITY_RECORD_REFUSAL = "comity.web.access.recording.record_refusal"
COMITY_RECORD_CHANGE = "comity.web.access.recording.record_change"

# --- Django -----------------------------------------------------------------------------------------------------------

DEBUG = False
LOGGING = ENTRIES
SECRET_KEY = COMITY_HOME.secret()
ALLOWED_HOSTS = said.hosts(_ENV)
COMITY_ADDRESS = _ENV.get("COMITY_ADDRESS") or f"{'https' if _HTTPS else 'http'}://{ALLOWED_HOSTS[-1]}"
ROOT_URLCONF = "comity.site.urls"
WSGI_APPLICATION = "comity.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": said.database(_ENV, COMITY_HOME)}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": COMITY_HOME.cache}}
globals().update(said.mail(_ENV, COMITY_HOME))

INSTALLED_APPS = [
    "comity.web",  # its templates go before those of others
    "comity.web.access",
    *(["comity.store"] if find_spec("comity.store") else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "rules",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "comity.web.access.middleware.privacy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "comity.web.access.middleware.one_law",
    "comity.web.access.middleware.shift",
    "comity.web.access.middleware.acting",
    "comity.web.access.middleware.SignInFirst",
    "comity.web.access.middleware.SecondFactor",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
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
                "comity.web.access.context.desk",
                "comity.web.navigation.navigation",
            ]
        },
    }
]

FORM_RENDERER = "comity.web.forms_render.Renderer"

# --- languages, places ------------------------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = COMITY_OFFICE.zone
LANGUAGE_CODE = COMITY_OFFICE.languages[0]
LANGUAGES = [(code, {"en": "English", "es": "español"}[code]) for code in COMITY_OFFICE.languages]
LANGUAGE_COOKIE_NAME = "comity_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # nothing is collected: an upgrade is one install
WHITENOISE_MAX_AGE = 600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- signing in -------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "comity.web.access.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "comity.web.access.forms.SignInForm"}
MFA_FORMS = {"add_webauthn": "comity.web.access.forms.AddPasskeyForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]  # nobody signs up; invitations make the same
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever invites vouches for the address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _HTTPS else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # a whole shift may sit behind one address
    "login_failed": "30/m/ip,5/300s/key",  # codes of the second factor; passwords are counted by axes
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = _PROXIES
MFA_ADAPTER = "comity.web.access.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "comity.web.access.adapters.CityAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
_CITY = said.identity_provider(_ENV)
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [_CITY] if _CITY else [],
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid", "email"],  # who somebody is, and nothing else about them
        "EMAIL_AUTHENTICATION": True,  # an invited person is known by the address that the city's sign-in vouches for
        "EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
    }
}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "comity.web.access.adapters.name_tried"
AXES_LOCKOUT_CALLABLE = "comity.web.access.failures.locked_out"
AXES_CLIENT_IP_CALLABLE = "comity.web.access.adapters.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# --- cookies, headers, bodies -----------------------------------------------------------------------------------------

SESSION_COOKIE_NAME = "__Host-comity" if _HTTPS else "comity"
SESSION_COOKIE_AGE = int(COMITY_SHIFT.total_seconds())
SESSION_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_SAMESITE = "Lax"  # not Strict: the city's own sign-in leads back here
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-comity-form" if _HTTPS else "comity-form"
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "comity.web.access.failures.form_expired"
LANGUAGE_COOKIE_SECURE = _HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS and _PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF, *said.form_targets(_ENV)],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = COMITY_MAX_BODY
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # whether browsers ship the host's name with them is the city's to decide
