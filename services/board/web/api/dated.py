"""Answers about a past day: their links lead to the same day."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from services.board.web.links import carry_in_answer
from services.board.web.moment import Moment


class DatedRoute(APIRoute):
    """A route of the API whose links keep the `as-of` of the request."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def dated(request: Request) -> Response:
            response = await answer(request)
            moment: Moment | None = getattr(request.state, "moment", None)
            if moment is not None and moment.as_of is not None:
                response.body = carry_in_answer(bytes(response.body), moment.as_of)
                response.headers["content-length"] = str(len(response.body))
            return response

        return dated
