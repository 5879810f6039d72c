import type { AuditRow } from "@sallyport/core";
import { isIP } from "node:net";
import type { Format } from "./format.ts";
import { PRODUCT, productVersion } from "./product.ts";

/** 0–3 is Low, 4–6 Medium, 7–8 High, 9–10 Very-High. */
const SEVERITY: Readonly<Record<AuditRow["severity"], number>> = { info: 2, notice: 4, warning: 7, critical: 10 };

/**
 * ArcSight Common Event Format, version 0 ("Micro Focus Security ArcSight Common Event Format", Implementation Standard). Names
 * of its dictionary where there are some: `suid` has acted, `duid` is whom it is about. The chain fields are in `cs1` to `cs3`,
 * `cn1` and `cn2`, the rest under names of our own.
 */
export function cef(): Format {
  const device = ["CEF:0", PRODUCT, PRODUCT, productVersion()].map(inHeader).join("|");
  return {
    line: (row) => {
      const head = [row.type, row.type.replaceAll("_", " "), String(SEVERITY[row.severity])].map(inHeader);
      const pairs = Object.entries(extensionOf(row)).filter(([, value]) => value !== null && value !== "");
      return `${[device, ...head].join("|")}|${pairs.map(([name, value]) => `${name}=${inExtension(String(value))}`).join(" ")}\n`;
    },
  };
}

type Extension = Readonly<Record<string, string | number | null>>;

function extensionOf(row: AuditRow): Extension {
  return {
    rt: row.at.getTime(),
    externalId: row.id,
    outcome: row.outcome,
    reason: row.reason,
    suid: row.actorId ?? row.userId,
    duid: row.userId,
    msg: row.note,
    ...addressOf(row.ip),
    requestClientApplication: row.userAgent,
    ...{ cs1: row.chain, cs1Label: "chain", cs2: row.link, cs2Label: "link", cs3: row.keyId, cs3Label: "keyId" },
    ...{ cn1: row.strand, cn1Label: "strand", cn2: row.seq, cn2Label: "seq" },
    ...(row.sessionId === null ? {} : { cs4: row.sessionId, cs4Label: "session" }),
    sallyportTenantId: row.tenantId,
    sallyportMethodType: row.methodType,
    sallyportMethodId: row.methodId,
    sallyportIpHash: row.ipHash,
    sallyportBrowser: row.browser,
    sallyportOs: row.os,
    sallyportDeviceType: row.deviceType,
    sallyportRequestId: row.requestId,
    sallyportData: Object.keys(row.data).length > 0 ? JSON.stringify(row.data) : null,
    ...{ sallyportUserDigest: row.userDigest, sallyportActorDigest: row.actorDigest },
    ...{ sallyportUserErasure: row.userErasure, sallyportActorErasure: row.actorErasure },
  };
}

/** `src` takes a whole IPv4 address and nothing else; one of IPv6 has a field of its own. */
function addressOf(ip: string | null): Extension {
  const version = isIP(ip ?? "");
  if (version === 4) return { src: ip };
  return version === 6 ? { c6a2: ip, c6a2Label: "Source IPv6 Address" } : { sallyportMaskedIp: ip };
}

function inHeader(text: string): string {
  return text.replace(/[\\|]/g, "\\$&").replace(/[\r\n]+/g, " ");
}

function inExtension(text: string): string {
  return text.replace(/[\\=]/g, "\\$&").replace(/\r/g, "\\r").replace(/\n/g, "\\n");
}
