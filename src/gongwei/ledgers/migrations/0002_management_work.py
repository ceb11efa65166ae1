import django.db.models.deletion
import gongwei.records.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledgers', '0001_initial'),
        ('records', '0002_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('code', gongwei.records.models.IdField(max_length=64, primary_key=True, serialize=False, verbose_name='编号')),
                ('date', models.DateField(verbose_name='日期')),
                ('kind', models.CharField(max_length=16, verbose_name='类型')),
                ('title', models.TextField(verbose_name='主题')),
                ('place', models.TextField(blank=True, default='', verbose_name='地点')),
                ('health_day', models.CharField(blank=True, default='', max_length=64, verbose_name='健康主题日')),
                ('reached', models.PositiveIntegerField(blank=True, null=True, verbose_name='参加人数')),
                ('materials', models.PositiveIntegerField(blank=True, null=True, verbose_name='发放资料')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['date'], name='activity_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'lecture'), ('kind', 'consultation'), ('kind', 'campaign'), ('kind', 'drill'), ('kind', 'meeting'), ('kind', 'other'), _connector='OR'), name='activity_kind'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='activity_titled')],
            },
        ),
        migrations.CreateModel(
            name='KeptFile',
            fields=[
                ('digest', gongwei.records.models.IdField(max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256')),
                ('name', models.TextField(verbose_name='文件名')),
                ('size', models.PositiveBigIntegerField(verbose_name='字节数')),
                ('media_type', models.CharField(blank=True, default='', max_length=128, verbose_name='媒体类型')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='kept_file_not_empty')],
            },
        ),
        migrations.CreateModel(
            name='SelfAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', gongwei.records.models.IdField(max_length=64, verbose_name='清单')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('standard', gongwei.records.models.IdField(max_length=64, verbose_name='指标')),
                ('value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='数值')),
                ('note', models.TextField(blank=True, default='', verbose_name='说明')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('list', 'unit', 'year', 'standard'), name='self_assessment_once')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('code', gongwei.records.models.IdField(max_length=64, primary_key=True, serialize=False, verbose_name='编号')),
                ('course', models.TextField(verbose_name='课程')),
                ('klass', models.CharField(max_length=8, verbose_name='学分类别')),
                ('date', models.DateField(verbose_name='日期')),
                ('place', models.TextField(blank=True, default='', verbose_name='地点')),
                ('credits', models.DecimalField(decimal_places=2, max_digits=6, verbose_name='学分')),
                ('pass_mark', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='合格分')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['date'], name='session_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('klass', 'I'), ('klass', 'II'), ('klass', 'in_house'), _connector='OR'), name='session_class'), models.CheckConstraint(condition=models.Q(('credits__gte', 0)), name='session_credits')],
            },
        ),
        migrations.CreateModel(
            name='KeptChecklist',
            fields=[
                ('fingerprint', gongwei.records.models.IdField(max_length=64, primary_key=True, serialize=False, verbose_name='版本')),
                ('checklist', models.CharField(max_length=64, verbose_name='检查表')),
                ('content', models.TextField(verbose_name='内容')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MilestoneStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.DecimalField(decimal_places=6, max_digits=12, verbose_name='权重')),
                ('planned', models.DateField(blank=True, null=True, verbose_name='计划完成')),
                ('done', models.DateField(blank=True, null=True, verbose_name='实际完成')),
                ('reason', models.TextField(blank=True, default='', verbose_name='原因')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='ledgers.milestone')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProjectNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='说明')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='ledgers.project')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProjectPayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.PositiveSmallIntegerField()),
                ('paid_on', models.DateField(verbose_name='付款日期')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=16, verbose_name='金额')),
                ('purpose', models.TextField(blank=True, default='', verbose_name='用途')),
                ('cancelled', models.TextField(blank=True, default='', verbose_name='作废原因')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='ledgers.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'serial'), name='payment_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_positive')],
            },
        ),
        migrations.CreateModel(
            name='TallyStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=16, verbose_name='环节')),
                ('value', models.DecimalField(decimal_places=4, max_digits=18, verbose_name='数值')),
                ('reason', models.TextField(blank=True, default='', verbose_name='原因')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('tally', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='ledgers.tally')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('step', 'report'), ('step', 'correct'), ('step', 'submit'), ('step', 'accept'), ('step', 'send_back'), ('step', 'amend'), _connector='OR'), name='tally_step'), models.CheckConstraint(condition=models.Q(('reason', ''), ('step', 'send_back'), _negated=True), name='tally_sent_back_why')],
            },
        ),
        migrations.CreateModel(
            name='ActivityFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField(blank=True, default='', verbose_name='内容')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='ledgers.activity')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledgers.keptfile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('activity', 'file'), name='activity_file_once')],
            },
        ),
        migrations.CreateModel(
            name='AssessmentProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledgers.keptfile')),
                ('assessment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='ledgers.selfassessment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assessment', 'file'), name='assessment_proof_once')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='成绩')),
                ('certificate', models.TextField(blank=True, default='', verbose_name='证书编号')),
                ('verified', models.DateField(blank=True, null=True, verbose_name='审验日期')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.staff')),
                ('session', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='ledgers.session')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('session', 'staff'), name='attendance_once')],
            },
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('code', gongwei.records.models.IdField(max_length=160, primary_key=True, serialize=False, verbose_name='编号')),
                ('day', models.DateField(verbose_name='督导日期')),
                ('inspectors', models.TextField(verbose_name='督导人员')),
                ('remark', models.TextField(blank=True, default='', verbose_name='备注')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('facility', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='records.facility')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='records.unit')),
                ('checklist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledgers.keptchecklist')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('code', gongwei.records.models.IdField(max_length=168, primary_key=True, serialize=False, verbose_name='编号')),
                ('item', models.CharField(blank=True, default='', max_length=64, verbose_name='条目')),
                ('severity', models.CharField(max_length=16, verbose_name='严重程度')),
                ('text', models.TextField(verbose_name='问题')),
                ('measure', models.TextField(blank=True, default='', verbose_name='整改措施')),
                ('responsible', models.TextField(blank=True, default='', verbose_name='责任人')),
                ('deadline', models.DateField(verbose_name='整改期限')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='ledgers.inspection')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('severity', 'minor'), ('severity', 'major'), ('severity', 'severe'), _connector='OR'), name='finding_severity')],
            },
        ),
        migrations.CreateModel(
            name='ItemScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=64, verbose_name='条目')),
                ('points', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='得分')),
                ('remark', models.TextField(blank=True, default='', verbose_name='备注')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('inspection', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='ledgers.inspection')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('inspection', 'item'), name='item_score_once'), models.CheckConstraint(condition=models.Q(('points__isnull', True), ('points__gte', 0), _connector='OR'), name='item_score_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='FindingProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.PositiveSmallIntegerField()),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('finding', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='ledgers.finding')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledgers.keptfile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('finding', 'serial', 'file'), name='finding_proof_once')],
            },
        ),
        migrations.CreateModel(
            name='FindingStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.PositiveSmallIntegerField()),
                ('step', models.CharField(max_length=16, verbose_name='步骤')),
                ('day', models.DateField(verbose_name='日期')),
                ('deadline', models.DateField(blank=True, null=True, verbose_name='新期限')),
                ('note', models.TextField(blank=True, default='', verbose_name='说明')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.auditentry')),
                ('finding', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='ledgers.finding')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('finding', 'serial'), name='finding_step_once'), models.CheckConstraint(condition=models.Q(('serial__gte', 1)), name='finding_step_serial'), models.CheckConstraint(condition=models.Q(('step', 'rectify'), ('step', 'verify'), ('step', 'send_back'), ('step', 'extend'), _connector='OR'), name='finding_step')],
            },
        ),
        migrations.AddField(
            model_name='item',
            name='due',
            field=models.PositiveSmallIntegerField(default=5, verbose_name='报送期限(天)'),
        ),
        migrations.AddField(
            model_name='item',
            name='records',
            field=models.CharField(blank=True, default='', max_length=128, verbose_name='对应指标'),
        ),
        migrations.AddField(
            model_name='item',
            name='reports',
            field=models.CharField(blank=True, default='township', max_length=16, verbose_name='填报级别'),
        ),
        migrations.AddField(
            model_name='project',
            name='budget',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='计划金额'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('reports', 'province'), ('reports', 'city'), ('reports', 'county'), ('reports', 'township'), ('reports', 'village'), ('reports', ''), _connector='OR'), name='item_reports'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('budget__isnull', True), ('budget__gte', 0), _connector='OR'), name='project_budget'),
        ),
    ]
