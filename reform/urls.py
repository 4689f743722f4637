from django.urls import URLPattern, path

from reform.views import catalogue, commitments, inspections, proofs, quarter, register, results, systems

urlpatterns: list[URLPattern] = [
    path("quarter/", quarter.quarter, name="reform.indicator.log"),
    path("quarter/paste/", quarter.paste, name="reform.indicator.paste"),
    path("quarter/<str:key>/save/", quarter.save, name="reform.indicator.save"),
    path("quarter/value/<int:pk>/prove/", quarter.prove, name="reform.indicator.prove"),
    path("quarter/indicators/", catalogue.catalogue, name="reform.indicator.catalogue"),
    path("quarter/indicators/add/", catalogue.define, name="reform.indicator.define"),
    path("quarter/indicators/<int:pk>/edit/", catalogue.edit, name="reform.indicator.edit"),
    path("quarter/systems/", systems.system_list, name="reform.system.list"),
    path("quarter/systems/add/", systems.system_add, name="reform.system.add"),
    path("quarter/systems/<int:pk>/edit/", systems.system_edit, name="reform.system.edit"),
    path("quarter/systems/<int:pk>/end/", systems.system_end, name="reform.system.end"),
    path("quarter/inspections/", inspections.inspection_list, name="reform.inspection.list"),
    path("quarter/inspections/add/", inspections.inspection_add, name="reform.inspection.add"),
    path("quarter/inspections/<int:pk>/edit/", inspections.inspection_edit, name="reform.inspection.edit"),
    path("quarter/inspections/<int:pk>/mend/", inspections.inspection_mend, name="reform.inspection.mend"),
    path("", register.result_list, name="reform.result.list"),
    path("log/", results.result_log, name="reform.result.log"),
    path("<int:pk>/", results.result_read, name="reform.result.read"),
    path("<int:pk>/edit/", results.result_edit, name="reform.result.edit"),
    path("<int:pk>/withdraw/", results.result_withdraw, name="reform.result.withdraw"),
    path("<int:pk>/attach/", proofs.result_attach, name="reform.result.attach"),
    path("<int:pk>/detach/<int:evidence_pk>/", proofs.result_detach, name="reform.result.detach"),
    path("commitments/", commitments.commitment_list, name="reform.commitment.list"),
    path("commitments/add/", commitments.commitment_add, name="reform.commitment.add"),
    path("commitments/<int:pk>/edit/", commitments.commitment_edit, name="reform.commitment.edit"),
    path("commitments/<int:pk>/close/", commitments.commitment_close, name="reform.commitment.close"),
    path("commitments/<int:pk>/carry/", commitments.commitment_carry, name="reform.commitment.carry"),
]
