/** The name of an SNS topic, with the region in it. */
export const TOPIC_ARN: RegExp = /^arn:aws(?:-cn|-us-gov)?:sns:[a-z]{2}(?:-[a-z]+)+-\d{1,2}:\d{12}:[\w-]{1,256}$/;

/** The one host that certificates and subscriptions of a topic come from. */
export function hostOf(topicArn: string): string {
  const region = topicArn.split(":")[3] ?? "";
  return `sns.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/** The address, if it leads to that host over https and to nothing else; undefined for everything that only looks alike. */
export function onHost(address: string | undefined, host: string): URL | undefined {
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
  return url?.origin === `https://${host}` && url.username === "" && url.password === "" ? url : undefined;
}
