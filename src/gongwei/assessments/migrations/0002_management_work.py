import django.db.models.deletion
import django.db.models.expressions
import gongwei.records.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0001_initial'),
        ('records', '0002_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Round',
            fields=[
                ('code', gongwei.records.models.IdField(max_length=64, primary_key=True, serialize=False, verbose_name='编号')),
                ('name', models.TextField(verbose_name='名称')),
                ('fingerprint', models.CharField(max_length=12, verbose_name='方案指纹')),
                ('scheme', models.TextField(verbose_name='方案')),
                ('as_of', models.DateField(verbose_name='截至')),
                ('snapshot', models.CharField(max_length=32, verbose_name='数据快照')),
                ('published', models.DateField(blank=True, null=True, verbose_name='公布日期')),
                ('state', models.CharField(default='draft', max_length=16, verbose_name='状态')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'draft'), ('state', 'self_scored'), ('state', 'assessed'), ('state', 'published'), ('state', 'locked'), _connector='OR'), name='round_state')],
            },
        ),
        migrations.CreateModel(
            name='SpotCheck',
            fields=[
                ('code', gongwei.records.models.IdField(max_length=64, primary_key=True, serialize=False, verbose_name='编号')),
                ('indicator', gongwei.records.models.IdField(max_length=128, verbose_name='指标')),
                ('as_of', models.DateField(verbose_name='截至日')),
                ('level', models.CharField(blank=True, default='', max_length=16, verbose_name='分层级别')),
                ('size', models.PositiveIntegerField(verbose_name='样本数')),
                ('least', models.PositiveIntegerField(default=0, verbose_name='每层至少')),
                ('seed', models.TextField(verbose_name='随机种子')),
                ('method', models.CharField(max_length=32)),
                ('snapshot', models.CharField(max_length=64)),
                ('definition', models.CharField(max_length=12)),
                ('frame', models.CharField(max_length=64)),
                ('questions', models.JSONField(blank=True, default=list, verbose_name='知晓问题')),
                ('attempts', models.PositiveSmallIntegerField(default=3, verbose_name='拨打次数')),
                ('reply_days', models.PositiveSmallIntegerField(default=10, verbose_name='申辩天数')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.unit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gte', 1), ('attempts__gte', 1)), name='spot_check_sizes')],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('code', gongwei.records.models.IdField(max_length=64, primary_key=True, serialize=False, verbose_name='编号')),
                ('name', models.TextField(verbose_name='名称')),
                ('fingerprint', models.CharField(max_length=12)),
                ('scheme', models.TextField(verbose_name='办法')),
                ('round', gongwei.records.models.IdField(blank=True, default='', max_length=64, verbose_name='考核轮次')),
                ('as_of', models.DateField(verbose_name='截至')),
                ('snapshot', models.CharField(max_length=32, verbose_name='数据快照')),
                ('budget', models.BigIntegerField(verbose_name='预算(分)')),
                ('state', models.CharField(default='draft', max_length=16, verbose_name='状态')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'draft'), ('state', 'approved'), ('state', 'paid'), ('state', 'withdrawn'), _connector='OR'), name='payment_state'), models.CheckConstraint(condition=models.Q(('budget__gte', 0)), name='payment_budget')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('code', gongwei.records.models.IdField(max_length=64, verbose_name='编号')),
                ('title', models.TextField(verbose_name='任务')),
                ('responsible', models.TextField(blank=True, default='', verbose_name='责任单位')),
                ('person', models.TextField(blank=True, default='', verbose_name='责任人')),
                ('leader', models.TextField(blank=True, default='', verbose_name='分管领导')),
                ('measures', models.TextField(blank=True, default='', verbose_name='措施')),
                ('deadline', models.DateField(blank=True, null=True, verbose_name='完成时限')),
                ('curve', models.TextField(blank=True, default='', verbose_name='月进度')),
                ('parent', gongwei.records.models.IdField(blank=True, default='', max_length=64, verbose_name='上级任务')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='assessments.target')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('year', 'code'), name='task_once'), models.CheckConstraint(condition=models.Q(('parent', models.F('code')), _negated=True), name='task_not_its_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', gongwei.records.models.IdField(max_length=64, verbose_name='条目')),
                ('reason', models.TextField(verbose_name='理由')),
                ('proof', models.TextField(blank=True, default='', verbose_name='证明材料')),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('state', models.CharField(default='filed', max_length=16, verbose_name='状态')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.unit')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='assessments.round')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'filed'), ('state', 'upheld'), ('state', 'rejected'), _connector='OR'), name='appeal_state'), models.UniqueConstraint(condition=models.Q(('state', 'filed')), fields=('round', 'unit', 'item'), name='appeal_pending_once')],
            },
        ),
        migrations.CreateModel(
            name='Appraised',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField(verbose_name='名称')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.unit')),
                ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='assessments.round')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('round', 'unit'), name='appraised_once')],
            },
        ),
        migrations.CreateModel(
            name='RoundStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('step', models.CharField(max_length=16, verbose_name='步骤')),
                ('on', models.DateField(verbose_name='日期')),
                ('note', models.TextField(blank=True, default='', verbose_name='说明')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='assessments.round')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('round', 'number'), name='round_step_once')],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', gongwei.records.models.IdField(max_length=64, verbose_name='条目')),
                ('reading', models.TextField(blank=True, default='', verbose_name='数据')),
                ('asked', models.BooleanField(verbose_name='由人评分')),
                ('full', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True, verbose_name='满分')),
                ('points', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True, verbose_name='得分')),
                ('self_entry', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True, verbose_name='自评')),
                ('self_comment', models.TextField(blank=True, default='', verbose_name='自评说明')),
                ('entry', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True, verbose_name='考核评分')),
                ('comment', models.TextField(blank=True, default='', verbose_name='评分说明')),
                ('corrected', models.DecimalField(blank=True, decimal_places=4, max_digits=12, null=True, verbose_name='更正')),
                ('reason', models.TextField(blank=True, default='', verbose_name='更正理由')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('round', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='assessments.round')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('round', 'unit', 'item'), name='score_once'), models.CheckConstraint(condition=models.Q(('points__isnull', True), models.Q(('full__isnull', False), ('points__gte', 0), ('points__lte', models.F('full'))), _connector='OR'), name='score_within_full'), models.CheckConstraint(condition=models.Q(('corrected__isnull', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='score_corrected_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='FramePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('records', models.PositiveSmallIntegerField()),
                ('weight', models.TextField()),
                ('probability', models.TextField()),
                ('order', models.PositiveIntegerField(null=True)),
                ('reserve', models.BooleanField(default=False)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.resident')),
                ('stratum', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.unit')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.unit')),
                ('spot_check', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='assessments.spotcheck')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('spot_check', 'resident'), name='frame_person_once'), models.UniqueConstraint(condition=models.Q(('order__isnull', False)), fields=('spot_check', 'stratum', 'order'), name='frame_person_order'), models.CheckConstraint(condition=models.Q(('reserve', False), ('order__isnull', False), _connector='OR'), name='frame_person_reserve')],
            },
        ),
        migrations.CreateModel(
            name='SpotCheckUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numerator', models.PositiveBigIntegerField()),
                ('denominator', models.DecimalField(decimal_places=4, max_digits=18, null=True)),
                ('frame', models.PositiveIntegerField()),
                ('size', models.PositiveIntegerField(null=True)),
                ('above', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.unit')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('spot_check', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='assessments.spotcheck')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('spot_check', 'unit'), name='spot_check_unit_once'), models.CheckConstraint(condition=models.Q(('size__isnull', True), ('size__lte', models.F('frame')), _connector='OR'), name='spot_check_unit_size')],
            },
        ),
        migrations.CreateModel(
            name='PaymentDeduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.TextField(verbose_name='服务人员')),
                ('amount', models.BigIntegerField(verbose_name='金额(分)')),
                ('reason', models.TextField(verbose_name='理由')),
                ('source', models.TextField(blank=True, default='', verbose_name='依据')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='assessments.payment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.unit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='payment_deduction_reason')],
            },
        ),
        migrations.CreateModel(
            name='PaymentStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('step', models.CharField(max_length=16, verbose_name='步骤')),
                ('on', models.DateField(verbose_name='日期')),
                ('note', models.TextField(blank=True, default='', verbose_name='说明')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('payment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='assessments.payment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('payment', 'number'), name='payment_step_once')],
            },
        ),
        migrations.CreateModel(
            name='PaymentUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField(verbose_name='名称')),
                ('people', models.DecimalField(decimal_places=4, max_digits=18, null=True, verbose_name='服务人口')),
                ('quantities', models.JSONField(default=list, verbose_name='服务数量')),
                ('score', models.DecimalField(decimal_places=4, max_digits=12, null=True, verbose_name='得分')),
                ('exact', models.TextField()),
                ('share', models.TextField()),
                ('base', models.BigIntegerField()),
                ('earned', models.BigIntegerField()),
                ('withheld', models.BigIntegerField()),
                ('reward', models.BigIntegerField()),
                ('villages', models.BigIntegerField()),
                ('advance', models.BigIntegerField()),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('payment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='assessments.payment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('payment', 'unit'), name='payment_unit_once'), models.CheckConstraint(condition=models.Q(('base', django.db.models.expressions.CombinedExpression(models.F('earned'), '+', models.F('withheld')))), name='payment_unit_adds_up'), models.CheckConstraint(condition=models.Q(('advance__gte', 0), ('earned__gte', 0), ('reward__gte', 0), ('villages__gte', 0), ('villages__lte', django.db.models.expressions.CombinedExpression(models.F('earned'), '+', models.F('reward'))), ('withheld__gte', 0)), name='payment_unit_amounts')],
            },
        ),
        migrations.CreateModel(
            name='PaymentWork',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.TextField(verbose_name='服务人员')),
                ('form', models.CharField(max_length=64, verbose_name='表单')),
                ('mode', models.CharField(blank=True, default='', max_length=16, verbose_name='方式')),
                ('count', models.PositiveIntegerField()),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('payment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='assessments.payment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('payment', 'unit', 'provider', 'form', 'mode'), name='payment_work_once')],
            },
        ),
        migrations.CreateModel(
            name='AppealStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('step', models.CharField(max_length=16, verbose_name='步骤')),
                ('on', models.DateField(verbose_name='日期')),
                ('note', models.TextField(blank=True, default='', verbose_name='说明')),
                ('appeal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='assessments.appeal')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('appeal', 'number'), name='appeal_step_once')],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.PositiveSmallIntegerField()),
                ('on', models.DateField(verbose_name='日期')),
                ('caller', models.TextField(verbose_name='调查员')),
                ('result', models.CharField(max_length=16, verbose_name='结果')),
                ('awareness', models.CharField(blank=True, default='', max_length=20, verbose_name='知晓')),
                ('satisfaction', models.PositiveSmallIntegerField(null=True, verbose_name='满意')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='assessments.frameperson')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'attempt'), name='call_once'), models.CheckConstraint(condition=models.Q(('result', 'authentic'), ('result', 'not_authentic'), ('result', 'unreachable'), ('result', 'wrong_number'), _connector='OR'), name='call_result'), models.CheckConstraint(condition=models.Q(('attempt__gte', 1)), name='call_attempt'), models.CheckConstraint(condition=models.Q(('satisfaction__isnull', True), models.Q(('satisfaction__gte', 1), ('satisfaction__lte', 5)), _connector='OR'), name='call_satisfaction')],
            },
        ),
        migrations.CreateModel(
            name='SpotCheckStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=16)),
                ('on', models.DateField(verbose_name='日期')),
                ('reason', models.TextField(blank=True, default='', verbose_name='理由')),
                ('proof', models.TextField(blank=True, default='', verbose_name='证明材料')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='assessments.frameperson')),
                ('spot_check', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='assessments.spotcheck')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', True), ('step__in', ('publish', 'reopen'))), models.Q(('person__isnull', False), ('step__in', ('contest', 'uphold', 'overturn'))), _connector='OR'), name='spot_check_step_known')],
            },
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='target_not_negative'),
        ),
    ]
