"""Through which states a payment passes."""

from gongwei.definition.lifecycle import Lifecycle
from gongwei.definition.message import Message as _

DRAFT, APPROVED, PAID, WITHDRAWN = "draft", "approved", "paid", "withdrawn"
PAYMENT = Lifecycle.of(DRAFT, approve=(DRAFT, APPROVED), pay=(APPROVED, PAID), withdraw=(f"{DRAFT} {APPROVED}", WITHDRAWN))
STATES = {DRAFT: _("测算中"), APPROVED: _("已审定"), PAID: _("已拨付"), WITHDRAWN: _("已作废")}
STEPS = {"approve": _("审定"), "pay": _("拨付"), "withdraw": _("作废")}
