"""The addresses of set-up."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.custody.setup import imports, overview, tokens, webhooks

urlpatterns: list[URLPattern] = [
    path("", overview.set_up, name="set_up"),
    path("office/", overview.office, name="set_up_office"),
    path("law/", overview.law, name="set_up_law"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.token_new, name="token_new"),
    path("tokens/<slug:token>/end/", tokens.token_end, name="token_end"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new/", webhooks.webhook_new, name="webhook_new"),
    path("webhooks/<slug:webhook>/secret/", webhooks.webhook_renew, name="webhook_renew"),
    path("webhooks/<slug:webhook>/end/", webhooks.webhook_end, name="webhook_end"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<slug:upload>/", imports.upload, name="upload"),
]
