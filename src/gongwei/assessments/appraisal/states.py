"""Through which states a round and an appeal pass."""

from gongwei.definition.lifecycle import Lifecycle
from gongwei.definition.message import Message

_ = Message
DRAFT, SELF_SCORED, ASSESSED, PUBLISHED, LOCKED = "draft", "self_scored", "assessed", "published", "locked"
ROUND = Lifecycle.of(
    DRAFT,
    submit=(DRAFT, SELF_SCORED),
    send_back=(SELF_SCORED, DRAFT),
    assess=(SELF_SCORED, ASSESSED),
    reassess=(ASSESSED, SELF_SCORED),
    publish=(ASSESSED, PUBLISHED),
    lock=(PUBLISHED, LOCKED),
)
FILED, UPHELD, REJECTED = "filed", "upheld", "rejected"
APPEAL = Lifecycle.of(FILED, uphold=(FILED, UPHELD), reject=(FILED, REJECTED))

STATES = {
    DRAFT: _("自评中"), SELF_SCORED: _("考核中"), ASSESSED: _("已评定,未公布"), PUBLISHED: _("已公布,可申诉"), LOCKED: _("已锁定"),
    FILED: _("待裁定"), UPHELD: _("申诉成立"), REJECTED: _("申诉不成立"),
}
STEPS = {
    "submit": _("结束自评"), "send_back": _("退回自评"), "assess": _("结束评分"), "reassess": _("重新评分"),
    "publish": _("公布"), "lock": _("锁定"),
}
