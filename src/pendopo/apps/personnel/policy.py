"""Who may see and change employees. Without personnel.view a person sees only the own record."""

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.policy import register

register(
    permissions={
        "personnel.view": _("Melihat data pegawai unitnya"),
        "personnel.manage": _("Mencatat mutasi, golongan, dan jabatan"),
        "personnel.import": _("Mengimpor data pegawai"),
        "personnel.nik": _("Membuka NIK pegawai"),
    },
    roles={
        "admin": ["personnel.view", "personnel.manage", "personnel.import", "personnel.nik"],
        "pengelola_presensi": ["personnel.view", "personnel.manage", "personnel.import", "personnel.nik"],
        "operator_opd": ["personnel.view", "personnel.manage"],
        "bupati": ["personnel.view"],
        "sekda": ["personnel.view"],
        "kepala_opd": ["personnel.view"],
        "kepala_bidang": ["personnel.view"],
        "auditor": ["personnel.view"],
    },
)
