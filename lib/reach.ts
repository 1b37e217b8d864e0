// What a failed connection says about this server's own way out, so that no token and no key is blamed for it. Pure.

/**
 * `dns`: the name is not found; `blocked`: refused, or no route; `silent`: no connection in time; `certificate`: not that
 * of the other side; `page`: something in between answers instead.
 */
type ReachFault = "dns" | "blocked" | "silent" | "certificate" | "page" | "other";

/** The code of an answer that only something in between can have given, for instance a proxy or a hotel's sign-in page. */
export const FOREIGN_ANSWER = "ERR_FOREIGN_ANSWER";

/** By the codes of Node's resolver, sockets, TLS and undici. EPROTO: what answers speaks no TLS. */
const faults: readonly [RegExp, ReachFault][] = [
  [/^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, "dns"],
  [/^(ECONNREFUSED|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/, "blocked"],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, "silent"],
  [
    /^(EPROTO|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+|ERR_TLS_\w+|ERR_SSL_\w+|HOSTNAME_MISMATCH)$/,
    "certificate",
  ],
  [/^(ERR_FOREIGN_ANSWER|ERR_PROXY_\w+|HPE_\w+)$/, "page"],
  // A proxy that opens no tunnel fails without a code.
  [/^CONNECTION_FAILED$/, "other"],
];

/** @returns null for what may as well be the other side's fault, such as a connection that broke */
export const reachFaultOf = (code: string): ReachFault | null =>
  faults.find(([codes]) => codes.test(code))?.[1] ?? null;
