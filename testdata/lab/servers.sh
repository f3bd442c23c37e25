# servers.sh: scenes of servers whose messages an inspection reads or polices; record.sh has the
# hosts, the router and how a scene is recorded. Each daemon has a mount namespace of its own where
# it would otherwise read or write what is the machine's.
#
# Debian packages: bind9 bind9-dnsutils exim4-daemon-light swaks nginx-light curl snmpd snmp
# rsh-server rsh-redone-client socat iputils-ping traceroute strongswan-charon strongswan-starter
# libcharon-extra-plugins.
# shellcheck shell=sh disable=SC2154 # the addresses are record.sh's

# What they write is nowhere in the captures; a daemon that does not come up is an empty one.
# $1 namespace, then the command
daemon() {
    where=$1
    shift
    ip netns exec "lab-$where" "$@" >/dev/null 2>&1 &
    sleep 1
}

# ---- DNS ----------------------------------------------------------------------------------------

# named in namespace $1: `www` at address $2, a long text, a name that is not there
name_server() {
    mkdir -p "$work/named"
    cat >"$work/named/zone" <<ZONE
\$TTL 300
@ IN SOA ns root 1 3600 600 86400 300
@ IN NS ns
ns IN A $2
www IN A $2
all IN A $2
all IN A 203.0.113.80
alias IN CNAME www
@ IN MX 10 www
long IN TXT "$(seq -s ' ' 1 60)" "$(seq -s ' ' 61 110)" "$(seq -s ' ' 111 160)"
ZONE
    cat >"$work/named/conf" <<CONF
options {
    directory "$work/named"; pid-file none; session-keyfile none; listen-on-v6 { none; };
    recursion no; dnssec-validation no; minimal-responses no; notify no;
};
controls { };
zone "lab.example" { type primary; file "zone"; };
CONF
    daemon "$1" named -f -n 1 -4 -c "$work/named/conf"
}
# $1 namespace, $2 server: what dig is asked. +bufsize makes room for the long one
ask_names() {
    for question in "www A" "alias A" "all A" "@ MX" "none A" "long TXT +bufsize=4096"; do
        name=${question%% *}
        [ "$name" = @ ] && name= || name=$name.
        # shellcheck disable=SC2086 # one word each
        ip netns exec "lab-$1" dig +noedns +nocookie +tries=1 +time=2 @"$2" "${name}lab.example" \
            ${question#* } >/dev/null || :
    done
}
scene_dns_server_inside() {
    no_nat
    name_server in1 "$in1"
    record "$scene" ask_names far "$in1"
}
scene_dns_server_outside() {
    no_nat
    name_server far "$far"
    record "$scene" ask_names in1 "$far"
}
# Outside a name leads to the address that the inside host has there.
scene_dns_server_outside_static() {
    one_to_one
    name_server far "$mapped"
    record "$scene" ask_names in1 "$far"
}

# ---- mail ---------------------------------------------------------------------------------------

# exim in namespace $1; it takes all mail for lab.example and throws it away
mail_server() {
    mkdir -p "$work/spool"
    chown Debian-exim "$work/spool"
    cat >"$work/exim.conf" <<CONF
primary_hostname = mail.lab.example
spool_directory = $work/spool
log_file_path = $work/spool/%s
domainlist local_domains = lab.example
acl_smtp_rcpt = accept_local
acl_smtp_vrfy = accept_all
acl_smtp_etrn = accept_all
acl_smtp_expn = accept_all
host_lookup =
rfc1413_hosts =
smtp_banner = \$primary_hostname ESMTP Exim 2020
begin acl
accept_local:
    accept domains = +local_domains
    deny
accept_all:
    accept
begin routers
nowhere:
    driver = redirect
    domains = +local_domains
    data = :blackhole:
CONF
    daemon "$1" unshare -m sh "$lab/record.sh" private-exim "$work/exim.conf"
}
# $1 namespace, $2 server: a mail, then commands that a guard writes over
send_mail() {
    # one client that knows ESMTP, one that does not
    for protocol in ESMTP SMTP; do
        ip netns exec "lab-$1" swaks --server "$2" --helo client.lab.example --protocol $protocol \
            --from 'joe@client.lab.example' --to 'ann@lab.example' --pipeline \
            --header 'Subject: EXPN in a header' --body 'VRFY is no command here' >/dev/null || :
    done
    ip netns exec "lab-$1" python3 "$lab/mail_peer.py" "$2"
}
scene_mail_server_inside() {
    no_nat
    mail_server in1
    record "$scene" send_mail far "$in1"
}
scene_mail_server_outside() {
    no_nat
    mail_server far
    record "$scene" send_mail in1 "$far"
}

# ---- web ----------------------------------------------------------------------------------------

# nginx in namespace $1
web_server() {
    mkdir -p "$work/www/pictures"
    echo '<title>A page</title>' >"$work/www/index.html"
    seq 1 1500 >"$work/www/pictures/long.txt"
    chmod -R a+rX "$work"
    cat >"$work/nginx.conf" <<CONF
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.error;
user www-data;
events { }
http {
    access_log off;
    client_body_temp_path $work/nginx.body; proxy_temp_path $work/nginx.proxy;
    fastcgi_temp_path $work/nginx.fastcgi; uwsgi_temp_path $work/nginx.uwsgi;
    scgi_temp_path $work/nginx.scgi;
    server { listen 80; root $work/www; }
}
CONF
    daemon "$1" nginx -c "$work/nginx.conf" -e "$work/nginx.error"
}
# $1 namespace, $2 server: two pages on one connection, a head, a name, a form, a page not there
fetch_pages() {
    ip netns exec "lab-$1" curl -s -m 5 "http://$2/" "http://$2/pictures/long.txt?from=1&to=2" \
        >/dev/null || :
    ip netns exec "lab-$1" curl -s -m 5 -I "http://$2/index.html" >/dev/null || :
    ip netns exec "lab-$1" curl -s -m 5 -H 'Host: www.lab.example' "http://$2/a%20b" >/dev/null || :
    ip netns exec "lab-$1" curl -s -m 5 -d 'name=joe' "http://$2/form" >/dev/null || :
    ip netns exec "lab-$1" curl -s -m 5 -0 "http://$2/index.html" >/dev/null || :
}
scene_web_server_outside() {
    no_nat
    web_server far
    record "$scene" fetch_pages in1 "$far"
}

# ---- SNMP ---------------------------------------------------------------------------------------

# snmpd in namespace $1
snmp_agent() {
    mkdir -p "$work/snmp"
    printf 'agentaddress udp:161\nrocommunity public\nsysname lab\nsyslocation here\n' \
        >"$work/snmp/snmpd.conf"
    daemon "$1" env SNMP_PERSISTENT_DIR="$work/snmp" snmpd -f -C -c "$work/snmp/snmpd.conf" \
        -I system_mib,snmpv3mibs -Ln
}
# $1 namespace, $2 agent: by each version; nobody has told the agent of a user of version 3
ask_agent() {
    # the clients keep nothing
    export SNMP_PERSISTENT_DIR="$work/snmp"
    for version in 1 2c; do
        ip netns exec "lab-$1" snmpget -v $version -c public -t 1 -r 0 "$2" \
            1.3.6.1.2.1.1.5.0 1.3.6.1.2.1.1.6.0 >/dev/null || :
    done
    ip netns exec "lab-$1" snmpget -v 3 -u joe -l noAuthNoPriv -t 1 -r 0 "$2" 1.3.6.1.2.1.1.5.0 \
        >/dev/null 2>&1 || :
}
scene_snmp_agent_inside() {
    no_nat
    snmp_agent in1
    record "$scene" ask_agent far "$in1"
}
scene_snmp_agent_outside() {
    no_nat
    snmp_agent far
    record "$scene" ask_agent in1 "$far"
}

# ---- rsh ----------------------------------------------------------------------------------------

remote_shell() {
    ip netns exec "lab-$1" rsh "$2" \
        'echo one is missing >&2; sleep 0.3; seq 1 40' >/dev/null 2>&1 || :
}
scene_rshd_outside() {
    no_nat
    mkdir -p "$work/rshd"
    echo '+ +' >"$work/rshd/.rhosts"
    chmod 600 "$work/rshd/.rhosts"
    echo "$in1 client" >"$work/hosts"
    daemon far unshare -m sh "$lab/record.sh" private-rshd "$work/rshd" "$work/hosts"
    record "$scene" remote_shell in1 "$far"
}

# ---- ICMP ---------------------------------------------------------------------------------------

# One more hop behind far, and a host on it: 203.0.113.9
host_beyond() {
    ip netns add lab-beyond
    ip link add up0 netns lab-beyond type veth peer name down0 netns lab-far
    ip -n lab-far addr add 203.0.113.1/24 dev down0
    ip -n lab-far link set down0 up
    ip -n lab-beyond addr add 203.0.113.9/24 dev up0
    ip -n lab-beyond link set up0 up
    ip -n lab-beyond route add default via 203.0.113.1
    ip -n lab-far route add unreachable 203.0.113.128/25
    ip -n lab-router route add 203.0.113.0/24 via "$far"
    ip netns exec lab-far sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0 \
        net.ipv6.conf.all.disable_ipv6=1
    ip netns exec lab-beyond sysctl -qw net.ipv6.conf.all.disable_ipv6=1
}
# The router of the lab counts as a hop where a firewall does not: -f 2.
ping_and_trace() {
    for address in "$far" 203.0.113.9 203.0.113.200; do
        ip netns exec lab-in1 ping -n -q -c 2 -i 0.2 -W 1 "$address" >/dev/null || :
    done
    for how in "-p 33434" -I; do
        # shellcheck disable=SC2086 # one word each
        ip netns exec lab-in1 traceroute $how -n -f 2 -m 3 -q 1 -w 1 203.0.113.9 >/dev/null || :
    done
}
scene_ping_and_trace() {
    no_nat
    host_beyond
    record "$scene" ping_and_trace
}

# Who is asked answers that nobody listens, and quotes what it was sent.
trace_inwards() {
    ip netns exec lab-far ping -n -q -c 2 -i 0.2 -W 1 "$in1" >/dev/null || :
    ip netns exec lab-far traceroute -n -p 33434 -f 2 -m 2 -q 2 -w 1 "$in1" >/dev/null || :
}
scene_trace_inwards() {
    no_nat
    record "$scene" trace_inwards
}

# ---- IPsec --------------------------------------------------------------------------------------

# charon in namespace $1 at address $2, whose peer is at $3, for what is between $4 and $5. The kernel of the lab has no ESP: IKE is
# the daemon's, and ESP in UDP the daemon's own library's.
key_daemon() {
    ip -n "lab-$1" addr add "$4/32" dev lo
    mkdir -p "$work/ike-$1"
    cat >"$work/ike-$1/strongswan.conf" <<CONF
charon {
    load = random nonce aes sha1 sha2 hmac gmp kdf socket-default vici kernel-libipsec kernel-netlink updown
    plugins { vici { socket = unix://$work/ike-$1/vici } }
}
CONF
    cat >"$work/ike-$1/swanctl.conf" <<CONF
connections {
    lab {
        version = 2
        local_addrs = $2
        remote_addrs = $3
        proposals = aes128-sha256-modp2048
        local { auth = psk }
        remote { auth = psk }
        children { net { 
            esp_proposals = aes128-sha256
            local_ts = $4/32
            remote_ts = $5/32
        } }
    }
}
secrets { ike { secret = lab } }
CONF
    daemon "$1" unshare -m sh "$lab/record.sh" private-charon "$work/ike-$1"
    ip netns exec "lab-$1" swanctl --load-all --file "$work/ike-$1/swanctl.conf" \
        --uri "unix://$work/ike-$1/vici" >/dev/null 2>&1 || :
}
# IKE, ESP in UDP, and ESP by plain sockets between the same two
tunnel() {
    ip netns exec lab-in1 swanctl --initiate --child net --timeout 8 \
        --uri "unix://$work/ike-in1/vici" >/dev/null 2>&1 || :
    ip netns exec lab-in1 ping -n -q -c 2 -i 0.2 -W 1 -I 10.9.5.1 10.9.5.2 >/dev/null || :
    ip netns exec lab-in1 python3 "$lab/traffic.py" esp "$far"
    ip netns exec lab-in1 swanctl --terminate --ike lab --timeout 4 \
        --uri "unix://$work/ike-in1/vici" >/dev/null 2>&1 || :
}
scene_ike_client_inside() {
    no_nat
    key_daemon far "$far" "$in1" 10.9.5.2 10.9.5.1
    key_daemon in1 "$in1" "$far" 10.9.5.1 10.9.5.2
    service far "$lab/traffic.py" serve-esp
    record "$scene" tunnel
}
