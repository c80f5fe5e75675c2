"""Map each error of `chat.postMessage` to the action that the delivery worker takes.

The words are those of https://docs.slack.dev/reference/methods/chat.postMessage, and those of the methods that open and
read conversations. A word that is not here is new: the digest is put on hold and its maker is told, because silence
would lose one digest after the other.
"""

from __future__ import annotations

from enum import Enum, auto


class PostErrorAction(Enum):
    """The actions that the delivery worker can take after an error.

    Attributes:
        WAIT: try again later; bounded by the age of the message.
        STOP_WORKSPACE: keep everything, and try the token again every few minutes.
        PARK: put the digest on hold, and tell its maker.
        SEND_AS_TEXT: send the plain text instead; without blocks already, give up.
        GIVE_UP: this message cannot be sent; tell the digest's maker. The next one may be accepted.
    """

    WAIT = auto()
    STOP_WORKSPACE = auto()
    PARK = auto()
    SEND_AS_TEXT = auto()
    GIVE_UP = auto()


_ERRORS_BY_ACTION: dict[PostErrorAction, tuple[str, ...]] = {
    # The first five leave the outcome open: `bot.slack.web_api` reports them as unknown, and the worker looks first.
    PostErrorAction.WAIT: (
        "fatal_error",
        "internal_error",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
        "external_channel_migrating",
        "message_limit_exceeded",
        "rate_limited",
        "ratelimited",
    ),
    # The token, the app or the network is at fault, and no digest.
    PostErrorAction.STOP_WORKSPACE: (
        "accesslimited",
        "account_inactive",
        "app_access_restricted",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_not_found",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    ),
    PostErrorAction.PARK: (
        "access_denied",
        "cannot_dm_bot",
        "channel_not_found",
        "ekm_access_denied",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "no_permission",
        "not_in_channel",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "send_on_behalf_not_allowed",
        "user_disabled",
        "user_not_found",
    ),
    PostErrorAction.SEND_AS_TEXT: (
        "block_mismatch",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "msg_blocks_too_long",
        "slack_connect_canvas_sharing_blocked",
        "slack_connect_clip_sharing_blocked",
        "slack_connect_file_link_sharing_blocked",
        "slack_connect_file_upload_sharing_blocked",
        "slack_connect_lists_sharing_blocked",
    ),
    # The message or the call is at fault, or the thread, which the next digest does not use.
    PostErrorAction.GIVE_UP: (
        "as_user_not_supported",
        "attachment_payload_limit_exceeded",
        "cannot_reply_to_message",
        "deprecated_endpoint",
        "duplicate_channel_not_found",
        "duplicate_message_not_found",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_attachments",
        "invalid_charset",
        "invalid_form_data",
        "invalid_json",
        "invalid_post_type",
        "json_not_object",
        "markdown_text_conflict",
        "method_deprecated",
        "missing_file_data",
        "missing_post_type",
        "msg_too_long",
        "no_text",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "thread_locked",
        "thread_not_found",
        "thread_deleted",  # ours: the message was taken back
        "too_many_attachments",
        "too_many_contact_cards",
    ),
}
POST_ERROR_ACTIONS = {error: action for action, errors in _ERRORS_BY_ACTION.items() for error in errors}
# The errors of metadata. Without it the message cannot be found again, so it is sent at most once.
METADATA_ERRORS = frozenset(error for error in POST_ERROR_ACTIONS if "metadata" in error)


def action_for_error(error: str) -> PostErrorAction:
    """Return the action to take after an error. An unknown error parks the digest."""
    return POST_ERROR_ACTIONS.get(error, PostErrorAction.PARK)
