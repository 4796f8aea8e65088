"""The addresses of persons."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.custody.person import acts, erasing, merging, page, sealing, search, visits

urlpatterns: list[URLPattern] = [
    path("persons/", search.search, name="search"),
    path("erasures/", erasing.erasures, name="erasures"),
    path("erasures/<str:matter>/certificate/", erasing.certificate, name="certificate"),
    path("sealed/", sealing.sealed, name="sealed"),
    path("sealed/<str:matter>/certificate/", sealing.certificate, name="sealing_certificate"),
    path("sealed/<str:matter>/key/", sealing.courts_key, name="courts_key"),
    path("sealed/<str:matter>/open/", sealing.opening, name="order_opening"),
    path("sealed/<str:matter>/settle/", sealing.settle, name="settle_opening"),
    path("matters/<str:matter>/", page.person, name="person"),
    path("matters/<str:matter>/sheet/", page.person_sheet, name="person_sheet"),
    path("matters/<str:matter>/release/", acts.release, name="release"),
    path("matters/<str:matter>/hand-over/", acts.hand_over, name="hand_over"),
    path("matters/<str:matter>/visit/", visits.visit, name="record_visit"),
    path("matters/<str:matter>/court-date/", acts.court_date, name="court_date"),
    path("matters/<str:matter>/note/", acts.note, name="note"),
    path("matters/<str:matter>/lawyer/", acts.appoint, name="appoint_counsel"),
    path("matters/<str:matter>/lawyer/end/<str:user>/", acts.withdraw, name="withdraw_counsel"),
    path("matters/<str:matter>/same-person/", merging.proposals, name="merge"),
    path("matters/<str:matter>/same-person/<str:other>/", merging.merge, name="merge_with"),
    path("matters/<str:matter>/erasure/order/", erasing.order, name="order_erasure"),
    path("matters/<str:matter>/erasure/take-back/", erasing.withdraw, name="withdraw_erasure"),
    path("matters/<str:matter>/erasure/agree/", erasing.agree, name="approve_erasure"),
    path("matters/<str:matter>/sealing/order/", sealing.order, name="order_sealing"),
    path("matters/<str:matter>/sealing/settle/", sealing.settle, name="settle_sealing"),
]
