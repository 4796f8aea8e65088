"""The addresses of drafts and of orders."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.lab.drafts import draft, lists, orders, repeal, writing

urlpatterns: list[URLPattern] = [
    path("lab/drafts/", lists.drafts, name="drafts"),
    path("lab/drafts/<slug:draft>/", draft.draft, name="draft"),
    path("lab/drafts/<slug:draft>/file/", writing.file, name="draft_file"),
    path("lab/drafts/<slug:draft>/files.zip", draft.archive, name="draft_archive"),
    path("lab/drafts/<slug:draft>/order/", orders.order, name="order_law"),
    path("lab/repeal/", repeal.repeal, name="repeal_law"),
    path("lab/orders/<slug:order>/", orders.settle, name="law_order"),
    path("public/orders/<slug:order>/", orders.announced, name="public_order"),
    path("public/orders/<slug:order>/files.zip", orders.archive, name="public_order_files"),
]
