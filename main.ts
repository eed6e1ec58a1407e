import { writeDist } from './lib/output/dist';
import { readTaskList, report, tasksFile } from './lib/task-list';

const { list, ...problems } = readTaskList(tasksFile());
process.exitCode = report(problems);
if (list) writeDist(list, process.env.CDK8S_OUTDIR ?? 'dist');
