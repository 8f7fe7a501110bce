"""A photo or a screenshot: the words and QR codes in it are put into the box for correction. The picture is not kept."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ...actions.reading_pictures import read_picture
from ...errors import InputError
from ..door import Form, Home, Site, see
from ..speaking import N_
from .check import front_page

router = APIRouter(include_in_schema=False)


@router.get("/picture")
def nothing() -> Response:
    return see("/")


@router.post("/picture")
def read_words(request: Request, home: Home, pages: Site, form: Form) -> Response:
    upload = form.files.get("picture")
    try:
        if upload is None or not upload.data:
            raise InputError(N_("There is no picture."), fix=N_("Choose one, then press the button again."))
        read = read_picture(upload.data)
    except InputError as error:
        return front_page(request, home, pages, fault=error, picture_fault=True, status=422)
    notice = N_("These are the words in your picture. Mend what is wrong, then press “Check it”.")
    return front_page(request, home, pages, text=read.as_text(), notice=notice)
