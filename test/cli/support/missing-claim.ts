/** The status of a pod whose claim does not exist. */
export const MISSING_CLAIM = {
  phase: 'Pending',
  conditions: [
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: 'persistentvolumeclaim "git-repo-pvc-build" not found',
    },
  ],
};
