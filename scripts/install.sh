#!/usr/bin/env bash
# Installs BotFactory on a bare Debian or Ubuntu: packages, a user, a service, and Caddy with a certificate. Run it again
# after `git pull` to upgrade: every step may be repeated.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: sudo scripts/install.sh [--domain NAME] [--data FOLDER] [--user NAME] [--dry-run]
  --domain   the name that leads to this machine: Caddy serves it with a certificate, and bots use webhooks.
             Without it the dashboard listens on every address, by http.
  --data     the embedded database and the secrets; /var/lib/botfactory by default
  --user     the account that runs it, created if missing; botfactory by default
  --dry-run  prints what would be done, and changes nothing
TEXT
}

app=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
domain=''
data=/var/lib/botfactory
account=botfactory
dry=false
while (($#)); do
  case $1 in
    --domain | --data | --user)
      if (($# < 2)); then
        usage >&2
        exit 2
      fi
      case $1 in
        --domain) domain=$2 ;;
        --data) data=$2 ;;
        --user) account=$2 ;;
      esac
      shift 2
      ;;
    --dry-run)
      dry=true
      shift
      ;;
    --help)
      usage
      exit 0
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
done

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}
run() {
  printf '+ %s\n' "$*"
  if ! $dry; then "$@"; fi
}
# Writes standard input to the file, if that changes it. Returns 1 where it was so already.
write() {
  local file=$1 mode=$2 owner=$3 content
  content=$(cat)
  if [[ -f $file ]] && [[ $(<"$file") == "$content" ]]; then return 1; fi
  printf '+ write %s\n' "$file"
  if $dry; then return 0; fi
  (umask 077 && printf '%s\n' "$content" >"$file.new")
  chmod "$mode" "$file.new"
  chown "$owner" "$file.new"
  mv "$file.new" "$file"
}
has() { command -v "$1" >/dev/null 2>&1; }
# Behind a proxy npm needs it too.
through=()
for name in HTTPS_PROXY https_proxy NO_PROXY no_proxy NODE_EXTRA_CA_CERTS; do
  if [[ -n ${!name:-} ]]; then through+=("$name=${!name}"); fi
done
as_account() {
  # Without the proxy's password.
  printf '+ runuser -u %s -- env -C %s %s\n' "$account" "$app" "$*"
  if $dry; then return; fi
  runuser -u "$account" -- env -i -C "$app" PATH=/usr/local/bin:/usr/bin:/bin HOME="$data" \
    npm_config_cache="/var/tmp/$account-npm" "${through[@]}" "$@"
}

[[ $domain =~ ^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9-]+)+)?$ ]] || fail "--domain: $domain is no name of a machine."
[[ $account =~ ^[a-z_][a-z0-9_-]*$ ]] || fail "--user: $account is no name of a user."
[[ $data == /* ]] || fail "--data: give the whole path, beginning with /."
$dry || ((EUID == 0)) || fail "Run it as root: sudo scripts/install.sh"
has apt-get || fail "This is neither Debian nor Ubuntu: see docs/install.md."
# The service does not see homes.
case $app/ in
  /root/* | /home/*) fail "$app is in somebody's home, which the service cannot read: clone it to /opt/botfactory." ;;
esac
case $data/ in
  /root/* | /home/*) fail "--data: $data is in somebody's home, which the service cannot read: take /var/lib/botfactory." ;;
esac
systemd=false
if [[ -d /run/systemd/system ]]; then systemd=true; fi

say "1. Packages"
# It starts the project's own. Prisma's packages do not install with an older one, as Debian 12's is.
node_fits() {
  has npm && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a >= 24 || (a == 22 && b >= 12) || (a == 20 && b >= 19) ? 0 : 1)'
}
wanted=(ca-certificates curl xz-utils)
if [[ -n $domain ]]; then wanted+=(caddy); fi
missing=()
for package in "${wanted[@]}"; do
  if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed'; then missing+=("$package"); fi
done
if ((${#missing[@]})); then
  run apt-get update
  run env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
fi
if ! node_fits; then
  version=$(sed -n 's/^    "node": "\([0-9.]*\)",$/\1/p' "$app/package.json")
  case $(uname -m) in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) fail "There is no Node for $(uname -m) to download: install Node 24 with npm, then run this again." ;;
  esac
  archive=node-v$version-linux-$arch.tar.xz
  say "   Node $version from nodejs.org"
  if ! $dry; then
    folder=$(mktemp -d)
    curl -fsSL "https://nodejs.org/dist/v$version/$archive" -o "$folder/$archive"
    curl -fsSL "https://nodejs.org/dist/v$version/SHASUMS256.txt" -o "$folder/SHASUMS256.txt"
    (cd "$folder" && grep " $archive\$" SHASUMS256.txt | sha256sum -c -)
    tar -xJf "$folder/$archive" -C /usr/local --strip-components=1 --no-same-owner --exclude='*/*.md' --exclude='*/LICENSE'
    rm -rf "$folder"
  fi
fi

say "2. The user $account"
if ! id "$account" >/dev/null 2>&1; then
  run useradd --system --user-group --home-dir "$data" --no-create-home --shell /usr/sbin/nologin "$account"
fi
run install -d -o "$account" -g "$account" -m 0700 "$data"
run chown -R "$account:" "$app"

say "3. Settings"
if [[ -f $app/.env ]]; then
  say "   $app/.env stays as it is"
elif [[ -n $domain ]]; then
  write "$app/.env" 0600 "$account:" <<SETTINGS || true
# .env.example lists all variables.
HOST=127.0.0.1
PUBLIC_URL=https://$domain
TRUSTED_PROXIES=loopback
DATA_DIR=$data
SETTINGS
else
  write "$app/.env" 0600 "$account:" <<SETTINGS || true
# .env.example lists all variables.
DATA_DIR=$data
SETTINGS
fi

say "4. The program"
if $systemd && systemctl is-active --quiet botfactory; then run systemctl stop botfactory; fi
as_account npm ci --no-audit --no-fund
as_account npm run --silent build

say "5. The service"
if [[ -d /etc/systemd/system ]]; then
  changed=false
  # The service may write nowhere else.
  backups=''
  if [[ -f $app/.env ]]; then backups=$(sed -n "s/^BACKUP_TO=[\"']\{0,1\}\(\/[^\"'#]*[^\"'# ]\).*/\1/p" "$app/.env" | tail -n 1); fi
  if [[ -n $backups && ! -d $backups ]]; then run install -d -o "$account" -g "$account" -m 0700 "$backups"; fi
  if sed "s|@APP@|$app|g; s|@DATA@|$data|g; s|@USER@|$account|g; s|@BACKUPS@|${backups:+ \"-$backups\"}|g" "$app/scripts/install/botfactory.service" |
    write /etc/systemd/system/botfactory.service 0644 root:root; then changed=true; fi
  if $systemd; then
    if $changed; then run systemctl daemon-reload; fi
    run systemctl enable botfactory
    run systemctl restart botfactory
  fi
fi
$systemd || say "   systemd does not run here. Start it yourself: runuser -u $account -- env -C $app DATA_DIR=$data npm start"

if [[ -n $domain ]]; then
  say "6. Caddy"
  sed "s|{\$DOMAIN}|$domain|" "$app/scripts/install/Caddyfile" | write /etc/caddy/botfactory.caddy 0644 root:root || true
  if ! grep -qs '^import /etc/caddy/botfactory.caddy$' /etc/caddy/Caddyfile; then
    say "+ add an import to /etc/caddy/Caddyfile"
    $dry || printf '\nimport /etc/caddy/botfactory.caddy\n' >>/etc/caddy/Caddyfile
  fi
  run caddy validate --adapter caddyfile --config /etc/caddy/Caddyfile
  if $systemd; then run systemctl reload-or-restart caddy; fi
fi

if $systemd && ! $dry; then
  say "Waiting until it serves…"
  for _ in {1..120}; do
    lines=$(journalctl -u botfactory --since '-3 min' -o cat --no-pager | grep -E '^(First visit|From another device|ready) ?' || true)
    if grep -q '^ready ' <<<"$lines"; then break; fi
    sleep 1
  done
  say "$lines"
fi
say "Done. Its log: journalctl -u botfactory. If something is wrong: runuser -u $account -- env -C $app npm run doctor"
