/**
 * The Kubernetes types of one Kubernetes version. Only this file imports them from a cdk8s-plus package: to move to
 * another version, change the package here and in package.json.
 */
export { k8s } from 'cdk8s-plus-28';
