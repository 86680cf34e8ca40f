"""An AWS on a real socket that refuses whatever it is asked, as each of its protocols does."""

import json
from urllib.parse import parse_qs

from aiohttp import web

from tests.wire import QuickServer

WHO = "User: arn:aws:sts::111122223333:assumed-role/watchbell/bot is not authorized to perform: "
WHY = " because no identity-based policy allows it"
LAMBDA = "/2015-03-31/functions/"
EC2 = "2016-11-15"


def refusing() -> QuickServer:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", _refuse)
    return QuickServer(app)


async def _refuse(request: web.Request) -> web.Response:
    service = request.headers["Authorization"].partition("Credential=")[2].split("/")[3]
    if target := request.headers.get("X-Amz-Target"):
        return _json(service, target.rpartition(".")[2])
    if request.path.startswith(LAMBDA):
        body = {"Message": f"{WHO}lambda:GetFunctionConfiguration on resource: x{WHY}"}
        return web.json_response(body, status=403, headers={"x-amzn-ErrorType": "AccessDeniedException"})
    form = parse_qs(await request.text())
    return _xml(service, form["Action"][0], ec2=form["Version"][0] == EC2)


def _json(service: str, operation: str) -> web.Response:
    """The JSON services; SQS alone writes its actions small."""
    action = f"{service}:{operation.lower() if service == 'sqs' else operation}"
    said = {"__type": "com.amazon.coral.service#AccessDeniedException", "message": f"{WHO}{action}{WHY}"}
    return web.Response(status=400, text=json.dumps(said), content_type="application/x-amz-json-1.1")


def _xml(service: str, operation: str, *, ec2: bool) -> web.Response:
    action = f"{WHO}{service}:{operation}{WHY}"
    code = "UnauthorizedOperation" if ec2 else "AccessDenied"
    error = f"<Error><Code>{code}</Code><Message>{action}</Message></Error>"
    whole = (
        f"<Response><Errors>{error}</Errors></Response>" if ec2 else f"<ErrorResponse>{error}</ErrorResponse>"
    )
    return web.Response(status=403, text=whole, content_type="text/xml")
