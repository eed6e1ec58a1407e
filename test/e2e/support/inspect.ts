import type { Namespace } from './namespace';

/** Runs a command in a pod that mounts the whole claim at /claim. Returns its output. */
export async function inspect(
  namespace: Namespace,
  image: string,
  claimName: string,
  command: string,
): Promise<string> {
  const name = `inspect-${claimName}`;
  await namespace.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      restartPolicy: 'Never',
      securityContext: {
        runAsUser: 65534,
        runAsGroup: 65534,
        fsGroup: 65534,
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'main',
          image,
          command: ['sh', '-c', command],
          workingDir: '/claim',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          volumeMounts: [{ name: 'claim', mountPath: '/claim' }],
        },
      ],
      volumes: [{ name: 'claim', persistentVolumeClaim: { claimName } }],
    },
  });
  await namespace.kubectl('wait', `pod/${name}`, '--for=jsonpath={.status.phase}=Succeeded', '--timeout=120s');
  const log = await namespace.kubectl('logs', name);
  await namespace.kubectl('delete', 'pod', name);
  return log;
}
