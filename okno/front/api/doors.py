"""The guard at each operation, and the form every refusal takes (RFC 9457)."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

from okno.base import access, clock, idempotency, quota, refused
from okno.base.errors import Refusal
from okno.network import errors
from okno.network import policy as devices

_LANGUAGE = "lang"  # of the sentences, at every address (okno.base.middleware)
_LONGEST_NAME = 64
_log = logging.getLogger("okno.web")


class Device(HttpBearer):
    """A device's token in the Authorization header; only of these kinds."""

    def __init__(self, *kinds: str) -> None:
        super().__init__()
        self.kinds = kinds

    def __call__(self, request: HttpRequest) -> Any:
        word, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if word.lower() != self.openapi_scheme:
            raise access.unknown_device()
        return self.authenticate(request, token)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        found = access.device_by(token)
        if found is None:
            raise access.unknown_device()
        if found.kind not in self.kinds:
            raise access.not_for_you()
        request.device = found  # type: ignore[attr-defined]
        _spend(request, found)
        return found


def _spend(request: HttpRequest, program: Any) -> None:
    """One more request of a program's minute; screens and robots have limits of their own. Refuses one too many."""
    if program.kind != "program":
        return
    most = devices.quota_of(program.settings)
    spent = quota.spend(f"device:{program.pk}", most=most, at=clock.now())
    request.quota = spent  # type: ignore[attr-defined]
    if spent.is_over:
        raise errors.quota_spent(most)


def _say_quota(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What is left of a program's minute (draft-ietf-httpapi-ratelimit-headers-10), and when to ask again."""
    spent = getattr(request, "quota", None)
    if spent is not None:
        response["RateLimit-Policy"] = f'"program";q={spent.most};w=60'
        response["RateLimit"] = f'"program";r={spent.left};t={spent.anew_in_s}'
        if spent.is_over:
            response["Retry-After"] = str(spent.anew_in_s)
    return response


def no_phone_here() -> Refusal:
    """Whoever stands at a screen could ask by it, phone by phone, who is in a centre now."""
    return Refusal(
        "no_phone_here",
        _("Only a program may give a phone. Leave it out."),
        field="phone",
        status=403,
    )


def unknown_parameter(name: str) -> Refusal:
    """What stands behind the question mark is none of the operation's: a slip, or of another version."""
    return Refusal(
        "unknown_parameter",
        _(
            "The address has a parameter that is not known here. Look how it is written in the description."
        ),
        field=name[:_LONGEST_NAME],
        status=422,
    )


def claim(request: HttpRequest, asked: object, of: str = "") -> idempotency.Claim | None:
    """The claim of a POST's Idempotency-Key; None without one. `of` keeps keys apart among visitors."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None
    return idempotency.claim(
        scope=f"{access.actor(request)} {of}".strip(), key=key, asked=[request.path, asked]
    )


def once(
    request: HttpRequest,
    asked: object,
    act: Callable[[], tuple[int, dict[str, Any]]],
    *,
    of: str = "",
) -> HttpResponse:
    """Do a POST once per Idempotency-Key; without a key, simply do it. `of` as for `claim`."""
    claimed = claim(request, asked, of)
    if claimed is None:
        return answer(*act())
    return answer(*idempotency.once(claimed, at=clock.now(), act=act))


def answer(status: int, body: dict[str, Any]) -> HttpResponse:
    """Written as it is: validating our own answer anew would cost a tenth of the act."""
    return HttpResponse(json.dumps(body), status=status, content_type="application/json")


def kept_secret(said: HttpResponse) -> HttpResponse:
    """What only the holder of a token is told: no copy of it in caches."""
    said["Cache-Control"] = "no-store"
    return said


_PATHS = {
    "slug": "slug of the centre, as in its address",
    "token": "the holder's key",
    "counter": "id of the counter",
    "ticket": "id of the ticket",
    "case": "id of the application",
    "subscription": "id of the subscription",
}
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"},
    "description": "any text of yours; sent again with the same key, the act is not done again",
}


class Texts(Parser):
    """Bodies whose every text is one: half of a pair of surrogates is no character (RFC 7493, 2.1), and no column of
    the database, log or answer can hold it.
    """

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as it was read. Refuses (ValueError) what is no JSON, and a text that is none."""
        # UTF-8 and nothing else (RFC 8259, 8.1), so a half is written with an escape.
        text = request.body.decode("utf-8-sig")
        found: dict[str, Any] = json.loads(text)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()
        return found


class Api(NinjaAPI):
    """NinjaAPI whose description says what it leaves out: problem+json, the key of a POST, who may call."""

    _described: Any = None

    def get_openapi_schema(self, **options: Any) -> Any:
        """The description, built once in a process; nobody changes what is given here."""
        if self._described is None:
            self._described = self._describe(**options)
        return self._described

    def _describe(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        callers = {
            self.get_openapi_operation_id(operation): kinds_of([operation])
            for _prefix, router in self._routers
            for view in router.path_operations.values()
            for operation in view.operations
        }
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                for parameter in operation["parameters"]:
                    if parameter["in"] == "path":
                        parameter["description"] = _PATHS[parameter["name"]]
                operation["x-callers"] = callers[operation["operationId"]]
                if method == "post":
                    operation["parameters"].append(_KEY)
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content["application/problem+json"] = content.pop("application/json")
        return schema


def install(api: NinjaAPI) -> None:
    """Every error of the API as problem+json."""

    @api.exception_handler(Refusal)
    def _refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
        return refused.problem(request, error)

    @api.exception_handler(ValidationError)
    def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
        where = error.errors[0].get("loc", ()) if error.errors else ()
        # of a body the second is our own name for it; of an address and the headers it is the field
        named = where[2:] if where[:1] == ("body",) else where[1:]
        field = ".".join(str(part) for part in named) or None
        message = _("A field is missing or has a value that does not fit.")
        return refused.problem(request, Refusal("wrong_field", message, field=field))

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        message = _("The body is not readable JSON.")
        return refused.problem(request, Refusal("unreadable", message, status=error.status_code))

    @api.exception_handler(RequestDataTooBig)
    def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return refused.problem(request, Refusal("too_big", _("The body is too big."), status=413))

    @api.exception_handler(Http404)
    def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        return refused.problem(request, Refusal("not_found", _("Nothing is here."), status=404))

    @api.exception_handler(Exception)
    def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
        if refused.of_database(error) is not None:
            raise error  # okno.base says so
        _log.error("unforeseen", exc_info=error)
        message = _("Something went wrong on our side. It is written down; try again later.")
        return refused.problem(request, Refusal("unforeseen", message, status=500))


def refuse_unknown_parameters(operation: Any) -> None:
    """From now on an operation does nothing when its address says what it does not take (`unknown_parameter`).

    What is passed over in silence answers another question than was asked: `centr=` all centres. Whoever may not
    ask at all is told that first.
    """
    view = operation.view_func
    sources = (each for each in operation.models if each.__ninja_param_source__ == "query")
    known = {_LANGUAGE, *(name for each in sources for name in each.__ninja_flatten_map__)}

    @wraps(view)
    def answer(request: HttpRequest, **found: Any) -> Any:
        for name in request.GET:
            if name not in known:
                raise unknown_parameter(name)
        return view(request, **found)

    operation.view_func = answer


def speaking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, saying of a method it does not know what the others say: a problem, and what is allowed."""

    @wraps(view)
    def answer(request: HttpRequest, *found: Any, **named: Any) -> HttpResponse:
        response = _say_quota(request, view(request, *found, **named))
        if response.status_code != 405:
            return response
        message = _("This address does not take this method; the header Allow names those it does.")
        problem = refused.problem(request, Refusal("wrong_method", message, status=405))
        problem["Allow"] = response["Allow"]
        return problem

    return answer


def rule_of(operations: list[Any]) -> access.Rule:
    """What the policy table says of a path: the device kinds its operations ask for, or public."""
    kinds = kinds_of(operations)
    return access.Rule("device", tuple(kinds)) if kinds else access.Rule("public")


def kinds_of(operations: list[Any]) -> list[str]:
    """The device kinds that operations ask for; none of those everybody may call."""
    return sorted(
        {
            kind
            for operation in operations
            for guard in operation.auth_callbacks
            if isinstance(guard, Device)
            for kind in guard.kinds
        }
    )
