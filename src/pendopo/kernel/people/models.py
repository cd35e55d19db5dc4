"""People, their accounts, and the posts and roles they hold with dates and decree."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.units.models import DecreeFields, Unit


class AccountManager(BaseUserManager["Account"]):
    def create_account(self, *, username: str, name: str, password: str | None, email: str = "") -> Account:
        account = self.model(username=username, name=name, email=self.normalize_email(email))
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A sign-in. What it may do comes from the person's role assignments, never from the account."""

    username = models.CharField(_("nama pengguna"), max_length=60, unique=True)
    email = models.EmailField(_("surel"), blank=True)
    name = models.CharField(_("nama"), max_length=150)
    is_active = models.BooleanField(_("aktif"), default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = AccountManager()

    def __str__(self) -> str:
        return self.username


class Person(models.Model):
    """Somebody who works for the government; personnel data hang on it in the app `personnel`."""

    name = models.CharField(_("nama"), max_length=150)
    account = models.OneToOneField(Account, models.SET_NULL, null=True, blank=True, related_name="person")

    def __str__(self) -> str:
        return self.name


class PostKind(models.TextChoices):
    STRUCTURAL = "structural", _("Struktural")
    FUNCTIONAL = "functional", _("Fungsional")
    GENERAL = "general", _("Pelaksana")


class Post(models.Model):
    """A place in the organisation (jabatan) in one unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField(_("nama jabatan"), max_length=200)
    kind = models.CharField(_("jenis"), max_length=12, choices=PostKind.choices, default=PostKind.STRUCTURAL)
    is_head = models.BooleanField(_("pimpinan unit"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(is_head=True), name="post_one_head_a_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class AssignmentKind(models.TextChoices):
    DEFINITIVE = "definitive", _("Definitif")
    PLT = "plt", _("Plt.")
    PLH = "plh", _("Plh.")


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def current(self, on: date) -> RoleAssignmentQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class RoleAssignment(DecreeFields):
    """A person holds a role in a unit from a day to a day (both included), by decree."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    role = models.CharField(_("peran"), max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="assignments")
    kind = models.CharField(
        _("sifat"), max_length=12, choices=AssignmentKind.choices, default=AssignmentKind.DEFINITIVE
    )
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("sampai"), null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="roleassignment_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"
