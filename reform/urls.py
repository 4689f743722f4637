from django.urls import URLPattern, path

from reform.views import commitments, proofs, register, results

urlpatterns: list[URLPattern] = [
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
]
