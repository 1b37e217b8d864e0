// Which URLs Telegram accepts in a text_link (tdlib/td, LinkManager.cpp and HttpUrl.cpp).

const forTelegram = /^(?:tg|ton|tonsite):(?:\/\/)?/i;
const allowedInHost = /^(?:[\w.\-!$,~*'();&+=\u0080-\uffff]|%[\da-f]{2})*$/i;

/** What is wrong with the URL; null if it is accepted. */
export function faultOfLink(url: string): string | null {
  const inTelegram = forTelegram.exec(url);
  const rest = inTelegram ? url.slice(inTelegram[0].length) : url;
  const [, protocol, authority = ""] = /^(?:([^:/?#@[\]]*):\/\/)?([^/?#]*)/.exec(rest) ?? [];
  if (protocol !== undefined && !/^https?$/i.test(protocol)) return "Unsupported URL protocol";
  const [, user = "", host = "", port] = /^(?:(.*)@)?(.*?)(?::([^:@\]]*))?$/s.exec(authority) ?? [];
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) > 0 && Number(port) <= 65_535))
    return "Wrong port number specified in the URL";
  if (host === "") return "URL host is empty";
  if (host === ".") return "Host is invalid";
  const isIpv6 = host.startsWith("[") && host.endsWith("]");
  if (isIpv6 && !URL.canParse(`http://${host}`)) return "Wrong IPv6 address specified in the URL";
  if (!isIpv6 && !allowedInHost.test(host)) return "Disallowed character in URL host";
  if (!isIpv6 && !allowedInHost.test(user.replaceAll(":", ""))) return "Disallowed character in URL userinfo";
  if (inTelegram) {
    if (user || port !== undefined || isIpv6 || protocol?.toLowerCase() === "https") return "Wrong tg URL";
    const allowed = /^tonsite/i.test(url) ? /^[a-z\d_.-]+$/i : /^[a-z\d_-]+$/i;
    return allowed.test(host) ? null : "Unallowed characters in URL host";
  }
  return isIpv6 || host.includes(".") ? null : "Wrong HTTP URL";
}
