"""The form a Lambda alarm action gets, told in the words of the SNS message."""

from services.aws.notification.values import Tree, pick, tree


def as_sns(data: Tree) -> Tree | None:
    """Say the same as SNS would, or nothing where it is no such form."""
    said = tree(data.get("alarmData"))
    if not said.get("alarmName"):
        return None
    state, configuration = tree(said.get("state")), tree(said.get("configuration"))
    contributor = tree(pick(said, "AlarmContributor") or pick(data, "AlarmContributor"))
    return {
        "AlarmName": said["alarmName"],
        "AlarmArn": data.get("alarmArn"),
        "AWSAccountId": data.get("accountId"),
        "Region": data.get("region"),
        "AlarmDescription": configuration.get("description"),
        "NewStateValue": state.get("value"),
        "NewStateReason": state.get("reason"),
        "NewStateReasonData": state.get("reasonData"),
        "StateChangeTime": state.get("timestamp") or data.get("time"),
        "OldStateValue": tree(said.get("previousState")).get("value"),
        "AlarmRule": configuration.get("alarmRule"),
        "AlarmContributorId": pick(contributor, "Id", "ContributorId") or pick(said, "AlarmContributorId"),
        "AlarmContributorAttributes": pick(contributor, "Attributes")
        or pick(said, "AlarmContributorAttributes"),
        "Trigger": _trigger(configuration),
    }


def _trigger(configuration: Tree) -> Tree:
    """Leave what tells how the alarm is made, and not what it is called."""
    if configuration.get("alarmRule"):
        return {}
    return {key: value for key, value in configuration.items() if key not in {"description", "alarmName"}}
