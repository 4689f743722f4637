"""Kinds of units and supervision, and the roles of people in a unit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    PROVINCE_COMMITTEE = "province_committee", _("UBND tỉnh, thành phố")
    PROVINCE_DEPARTMENT = "province_department", _("Sở Giáo dục và Đào tạo")
    DISTRICT_COMMITTEE = "district_committee", _("UBND huyện, quận (trước 01/7/2025)")
    DISTRICT_OFFICE = "district_office", _("Phòng Giáo dục và Đào tạo (trước 01/7/2025)")
    COMMUNE_COMMITTEE = "commune_committee", _("UBND xã, phường, đặc khu")
    PARTY_COMMITTEE = "party_committee", _("Đảng ủy cấp trên của chi bộ")
    TRAINING_CENTRE = "training_centre", _("Trung tâm bồi dưỡng")
    SCHOOL = "school", _("Trường học")


class SupervisionKind(models.TextChoices):
    """The five relations of a school with those above it; each may point elsewhere and change on its own day."""

    ADMINISTRATIVE = "administrative", _("Quản lý hành chính")
    PROFESSIONAL = "professional", _("Quản lý chuyên môn")
    PARTY = "party", _("Tổ chức đảng")
    TRAINING = "training", _("Đào tạo, bồi dưỡng")
    DATA_REPORTING = "data_reporting", _("Báo cáo số liệu")


class SuccessionKind(models.TextChoices):
    MERGE = "merge", _("Hợp nhất, sáp nhập")
    SPLIT = "split", _("Chia, tách")
    RENAME = "rename", _("Đổi tên")
    TRANSFER = "transfer", _("Chuyển chức năng")


class Role(models.TextChoices):
    PRINCIPAL = "principal", _("Hiệu trưởng")
    DEPUTY = "deputy", _("Phó hiệu trưởng")
    CLERK = "clerk", _("Nhân viên văn thư")
    PARTY_SECRETARY = "party_secretary", _("Bí thư chi bộ")
    TEACHER = "teacher", _("Giáo viên")
    OFFICER = "officer", _("Chuyên viên cơ quan cấp trên")
    HEAD = "head", _("Lãnh đạo cơ quan cấp trên")
    AUDITOR = "auditor", _("Người kiểm tra")
    ADMIN = "admin", _("Quản trị hệ thống")
