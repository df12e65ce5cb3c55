"""A member of staff puts a photo here for colleagues: what is kept, who sees it, and when it goes."""

import base64
import io
import struct
import zlib

import pytest
from PIL import Image

from okno.base.models import Event
from okno.network.tests.factories import CentreFactory
from okno.people import actions, photos
from okno.people.models import StaffPhoto

ME = "/staff/me/photo/"
ORIENTATION, WHERE = 0x0112, 0x8825


def picture(size=(400, 600), kind="JPEG", **more):
    """Red above, blue below."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("blue", (0, size[1] // 2, *size))
    file = io.BytesIO()
    drawn.save(file, kind, **more)
    return file.getvalue()


def sent(data=None):
    return {"photo": base64.b64encode(picture() if data is None else data).decode()}


@pytest.fixture
def own(client, boris):
    client.force_login(boris)
    return client


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(256, 256), (300, 900), (900, 300)])
def test_of_any_picture_a_square_is_kept(kind, size):
    kept = Image.open(io.BytesIO(photos.square(picture(size, kind))))
    assert (kept.format, kept.size) == ("JPEG", (photos.SIDE, photos.SIDE))


def test_of_a_tall_picture_the_upper_part_is_kept():
    kept = Image.open(io.BytesIO(photos.square(picture((300, 900)))))
    red, _green, blue = kept.getpixel((128, 250))
    assert red > 200 > 50 > blue


def test_it_stands_upright_and_nothing_is_told_beside_it():
    beside = Image.Exif()
    beside[ORIENTATION] = 3  # the camera was upside down
    beside[WHERE] = {1: "N", 2: (55.0, 45.0, 0.0)}
    kept = Image.open(io.BytesIO(photos.square(picture((300, 300), exif=beside))))
    red, _green, blue = kept.getpixel((128, 20))
    assert blue > 200 > 50 > red
    assert not kept.getexif()


def huge_png():
    """A few bytes that claim to be nine thousand pixels square."""

    def part(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", 9_000, 9_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(b""))
        + part(b"IEND", b"")
    )


# An orientation that is a word of no length: Pillow stumbles over it with struct.error.
_EXIF = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01"
BROKEN_BESIDE = picture().replace(
    b"\xff\xd8", b"\xff\xd8\xff\xe1" + struct.pack(">H", len(_EXIF) + 2) + _EXIF, 1
)

NO_PHOTO = {
    "nothing": b"",
    "words": b"Ivan Petrov",
    "small": picture((255, 600)),
    "cut off": picture()[:300],
    "huge": huge_png(),
    "broken beside": BROKEN_BESIDE,
    "moving": picture(kind="GIF"),
    "drawn": b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><script/></svg>',
}  # fmt: skip


@pytest.mark.parametrize("data", NO_PHOTO.values(), ids=NO_PHOTO)
@pytest.mark.django_db
def test_what_is_no_picture_is_refused_in_words_and_the_old_one_stays(own, boris, data, at):
    actions.set_photo(staff=boris, sent=picture(), at=at, by="system")
    before = bytes(StaffPhoto.objects.get().picture)
    answer = own.post(ME, sent(data), headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "That is no photo we can use" in answer.content.decode()
    assert bytes(StaffPhoto.objects.get().picture) == before


@pytest.mark.django_db
@pytest.mark.parametrize("form", [{}, {"photo": ""}, {"photo": "a face"}, {"photo": "ё" * 8}])
def test_a_form_without_a_picture_is_refused_in_words(own, form):
    assert own.post(ME, form).status_code == 422


@pytest.mark.django_db
def test_its_person_puts_it_here_and_takes_it_away(own, boris):
    assert own.get(ME).status_code == 404
    assert own.post(ME, sent()).status_code == 302
    shown = own.get(ME)
    assert shown["Content-Type"] == "image/jpeg"
    assert "no-store" in shown["Cache-Control"]
    assert Image.open(io.BytesIO(shown.content)).size == (photos.SIDE, photos.SIDE)
    assert ME in own.get("/staff/me/").content.decode()
    for _ in range(2):
        assert own.post(ME, {"remove": "1"}).status_code == 302
    assert not StaffPhoto.objects.exists()
    said = Event.objects.filter(name__startswith="people.staff_photo").order_by("pk")
    assert [(each.name, each.by, each.payload) for each in said] == [
        ("people.staff_photo_set", f"staff:{boris.pk}", {}),
        ("people.staff_photo_removed", f"staff:{boris.pk}", {}),
    ]


@pytest.mark.django_db
def test_the_manager_sees_it_and_takes_it_off(client, vera, boris, at):
    actions.set_photo(staff=boris, sent=picture(), at=at, by=f"staff:{boris.pk}")
    client.force_login(vera)
    address = f"/office/people/{boris.pk}/photo/"
    assert address in client.get("/office/people/").content.decode()
    assert client.get(address)["Content-Type"] == "image/jpeg"
    off = f"/office/people/{boris.pk}/photo-off/"
    assert client.post(off, {"centre": "tverskoy"}).status_code == 302
    assert client.get(address).status_code == 404
    assert address not in client.get("/office/people/").content.decode()


@pytest.mark.django_db
def test_another_centre_and_an_operator_do_not_see_it(client, boris, anna, vera, at):
    actions.set_photo(staff=boris, sent=picture(), at=at, by=f"staff:{boris.pk}")
    address = f"/office/people/{boris.pk}/photo/"
    assert client.get(address).status_code in (302, 403)
    client.force_login(anna)
    assert client.get(address).status_code == 403
    vera.centre = CentreFactory(slug="arbat")
    vera.save()
    client.force_login(vera)
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_it_goes_with_whoever_leaves(boris, at):
    actions.set_photo(staff=boris, sent=picture(), at=at, by="system")
    actions.dismiss_staff(login=boris.login, at=at, by="system")
    assert not StaffPhoto.objects.exists()
