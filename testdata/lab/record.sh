#!/bin/sh
# Records real VPN daemons, and ordinary sockets, on both sides of a Linux router that translates.
#
#   in1, in2 --- bridge [router] wan --- far
#
# usage: record.sh SCENE OUTPUT-FOLDER    (root; the scenes are the functions scene_* below and in
#                                          servers.sh)
#        record.sh all OUTPUT-FOLDER
#
# A scene leaves OUTPUT-FOLDER/SCENE/inside.pcap and outside.pcap; which replay holds which
# recording is said in that replay's README. Debian packages: iproute2 iptables ethtool tcpdump
# socat pptp-linux pptpd xl2tpd vsftpd tftpd-hpa sip-tester
# rpcbind nfs-common slapd ldap-utils curl python3.
set -eu
lab=$(cd "$(dirname "$0")" && pwd)
work=${TMPDIR:-/tmp}/refire-lab.$$
. "$lab/servers.sh"

# The addresses of the note, unless a scene says otherwise.
addresses_of_the_note() {
    inside_router=10.48.66.47/23 in1=10.48.66.106 in2=10.48.66.107 inside_net=10.48.66.0/23
    wan_router=192.168.201.1/24 far=192.168.201.25 mapped=192.168.201.5
}
other_addresses() {
    inside_router=172.21.8.1/24 in1=172.21.8.20 in2=172.21.8.21 inside_net=172.21.8.0/24
    wan_router=198.51.100.1/24 far=198.51.100.77 mapped=198.51.100.30
}
# L2TP over IPsec has its own in the note: client 10.99.99.2, server 10.1.1.2 seen as 10.99.99.12.
addresses_of_the_ipsec_chapter() {
    inside_router=10.1.1.1/24 in1=10.1.1.2 in2=10.1.1.3 inside_net=10.1.1.0/24
    wan_router=10.99.99.1/24 far=10.99.99.2 mapped=10.99.99.12
}

# A host that hangs on the router by one cable. $1 name, $2 address/prefix, $3 router's end, $4 MAC
host() {
    ip link add up0 netns "lab-$1" address "$4" type veth peer name "$3" netns lab-router
    ip -n "lab-$1" addr add "$2" dev up0
    ip -n "lab-$1" link set up0 up
    ip -n lab-router link set "$3" up
    # checksums on the wire, not left to a card that does not exist
    ip netns exec "lab-$1" ethtool -K up0 tx off gso off tso off >/dev/null
}

build() {
    mkdir -p "$work"
    for name in in1 in2 far router; do
        ip netns add "lab-$name"
        ip -n "lab-$name" link set lo up
    done
    ip -n lab-router link add lan address 02:00:5e:00:00:02 type bridge mcast_snooping 0
    host in1 "$in1/${inside_router#*/}" port1 02:00:5e:00:01:01
    host in2 "$in2/${inside_router#*/}" port2 02:00:5e:00:01:02
    host far "$far/${wan_router#*/}" wan 02:00:5e:00:02:01
    ip -n lab-router link set wan down
    ip -n lab-router link set wan address 02:00:5e:00:00:01 up
    ip -n lab-router link set port1 master lan
    ip -n lab-router link set port2 master lan
    ip -n lab-router link set lan up
    ip -n lab-router addr add "$inside_router" dev lan
    ip -n lab-router addr add "$wan_router" dev wan
    ip -n lab-in1 route add default via "${inside_router%/*}"
    ip -n lab-in2 route add default via "${inside_router%/*}"
    ip netns exec lab-router sysctl -qw net.ipv4.ip_forward=1
    # what the bridge hands over is captured before it is translated
    ip netns exec lab-router sysctl -qw net.bridge.bridge-nf-call-iptables=0 2>/dev/null || :
    for name in in1 in2 far router; do
        ip netns exec "lab-$name" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
    done
}

tear_down() {
    for name in in1 in2 far beyond router; do
        ip netns pids "lab-$name" 2>/dev/null | while read -r pid; do kill "$pid" 2>/dev/null || :; done
        ip netns del "lab-$name" 2>/dev/null || :
    done
    rm -rf "$work"
}

nat() { ip netns exec lab-router iptables -t nat -A "$@"; }
one_to_one() {
    ip -n lab-router addr add "$mapped/32" dev wan
    nat POSTROUTING -s "$in1" -o wan -j SNAT --to "$mapped"
    nat PREROUTING -d "$mapped" -i wan -j DNAT --to "$in1"
}
no_nat() { ip -n lab-far route add "$inside_net" via "${wan_router%/*}"; }
# Port translation with the kernel's own PPTP helper, which rewrites call ids.
masquerade_with_pptp_helper() {
    ip netns exec lab-router iptables -t raw -A PREROUTING -p tcp --dport 1723 -j CT --helper pptp
    nat POSTROUTING -s "$inside_net" -o wan -j MASQUERADE
}

# $1 scene; runs the rest of the words between two captures of IPv4
record() {
    mkdir -p "$output/$1"
    ip netns exec lab-router tcpdump -Uqi lan -w "$output/$1/inside.pcap" ip 2>/dev/null & tap1=$!
    ip netns exec lab-router tcpdump -Uqi wan -w "$output/$1/outside.pcap" ip 2>/dev/null & tap2=$!
    shift
    sleep 1
    "$@"
    sleep 1
    kill $tap1 $tap2
    wait $tap1 $tap2 || :
}

# The stand-in for pppd of the called side, and of the calling side.
pppd_scripts() {
    printf '#!/bin/sh\nexec python3 %s/ppp_peer.py answer\n' "$lab" >"$work/pppd-answer"
    printf '#!/bin/sh\nexec python3 %s/ppp_peer.py 3\n' "$lab" >"$work/pppd-call"
    chmod +x "$work/pppd-answer" "$work/pppd-call"
    : >"$work/options"
}

# pptpd in namespace $1
pptp_server() {
    pppd_scripts
    printf 'ppp %s\noption %s\nlocalip 10.9.0.1-9\nremoteip 10.9.0.30-39\n' \
        "$work/pppd-answer" "$work/options" >"$work/pptpd.conf"
    ip netns exec "lab-$1" pptpd -f -c "$work/pptpd.conf" -p "$work/pptpd.pid" >/dev/null 2>&1 &
    sleep 0.5
}
# pptp in namespace $1 to address $2; each in a mount namespace of its own for its socket folder
pptp_client() {
    ip netns exec "lab-$1" socat \
        EXEC:"unshare -m sh $lab/record.sh private-pptp $2",pty,raw,echo=0 \
        EXEC:"python3 $lab/ppp_peer.py 3"
}
two_pptp_clients() {
    pptp_client in1 "$1" & first=$!
    sleep 0.4
    pptp_client in2 "$1" & second=$!
    wait $first $second || :
}
# xl2tpd $1 role (lns or lac) in namespace $2, in a mount namespace where pppd is the stand-in $3
xl2tp() {
    ip netns exec "lab-$2" unshare -m sh "$lab/record.sh" private-xl2tpd "$work/$1.conf" \
        "$work/$3" "$work/$1" >/dev/null 2>&1 &
}
# server in $1 reached at $2, client in $3
l2tp_session() {
    pppd_scripts
    printf '[global]\nport = 1701\n[lns default]\nip range = 10.9.1.10-10.9.1.20\nlocal ip = 10.9.1.1\nrequire authentication = no\npppoptfile = %s\n' \
        "$work/options" >"$work/lns.conf"
    printf '[global]\nport = 1701\n[lac lab]\nlns = %s\nautodial = yes\nredial = no\npppoptfile = %s\n' \
        "$2" "$work/options" >"$work/lac.conf"
    xl2tp lns "$1" pppd-answer
    lns=$!
    sleep 1
    xl2tp lac "$3" pppd-call
    lac=$!
    sleep 4
    kill $lac
    sleep 1
    kill $lns
}
# python server in namespace $1 with the words that follow; stopped by tear_down
service() {
    where=$1
    shift
    ip netns exec "lab-$where" python3 "$@" >/dev/null 2>&1 &
    sleep 0.5
}

# vsftpd in namespace $1: anonymous users may read and write
ftp_server() {
    mkdir -p "$work/ftp/pub/in" /var/run/vsftpd/empty
    seq 1 400 >"$work/ftp/pub/file"
    chmod -R a+rX "$work"
    chmod a+rwx "$work/ftp/pub/in"
    printf '%s\n' listen=YES anonymous_enable=YES local_enable=NO write_enable=YES \
        anon_upload_enable=YES no_anon_password=YES anon_umask=022 ftp_username=ftp \
        "anon_root=$work/ftp" seccomp_sandbox=NO pasv_promiscuous=YES port_promiscuous=YES \
        "ftpd_banner=ready" use_localtime=NO >"$work/vsftpd.conf"
    ip netns exec "lab-$1" vsftpd "$work/vsftpd.conf" >/dev/null 2>&1 &
    sleep 0.5
}
# in namespace $1, to address $2: the ways that follow
ftp_client() {
    where=$1
    shift
    ip netns exec "lab-$where" python3 "$lab/ftp_peer.py" "$@"
}
# in.tftpd in namespace $1
tftp_server() {
    mkdir -p "$work/tftp"
    seq 1 400 >"$work/tftp/file"
    : >"$work/tftp/in"
    chmod -R a+rwX "$work"
    ip netns exec "lab-$1" in.tftpd -L -s -u root "$work/tftp" >/dev/null 2>&1 &
    sleep 0.5
}
# reads, writes, and asks for what is not there
tftp_client() {
    for name in file none; do
        ip netns exec "lab-$1" curl -s -m 5 -o /dev/null "tftp://$2/$name" || :
    done
    ip netns exec "lab-$1" curl -s -m 5 -T "$work/tftp/file" "tftp://$2/in" || :
}

# sipp as the one who is called, in namespace $1 at address $2, over $3 (u1 or t1)
sip_called() {
    ip netns exec "lab-$1" sipp -sf "$lab/sip_called.xml" -i "$2" -p 5060 -mp 6000 -t "$3" -m 1 \
        -nostdin -trace_err -error_file "$work/called.log" >/dev/null 2>&1 &
    sleep 0.5
}
# in namespace $1 with address $2, to address $3, over $4
sip_call() {
    ip netns exec "lab-$1" sipp "$3:5060" -sf "$lab/sip_caller.xml" -s ann -i "$2" -p 5060 \
        -mp 16000 -rtp_echo -t "$4" -m 1 -nostdin >/dev/null 2>&1 || :
}
# rpcbind and a service that registers with it, in namespace $1; their sockets are their own
rpc_server() {
    mkdir -p "$work/statd/sm" "$work/statd/sm.bak"
    chown -R statd "$work/statd" 2>/dev/null || :
    ip netns exec "lab-$1" unshare -m sh "$lab/record.sh" private-rpc "$work/statd" >/dev/null 2>&1 &
    sleep 1.5
}
# asks for it by either protocol
rpc_client() {
    ip netns exec "lab-$1" rpcinfo -u "$2" 100024 1 >/dev/null || :
    ip netns exec "lab-$1" rpcinfo -t "$2" 100024 1 >/dev/null || :
}
# slapd in namespace $1, with the attribute that ILS has for an address
directory() {
    mkdir -p "$work/ldap"
    cat >"$work/slapd.conf" <<SLAPD
include /etc/ldap/schema/core.schema
attributetype ( 1.2.840.113556.1.4.9990 NAME 'sIPAddress' EQUALITY integerMatch
    SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.5.9990 NAME 'RTPerson' SUP top STRUCTURAL MUST cn MAY sIPAddress )
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile $work/slapd.pid
database mdb
suffix "o=calls"
rootdn "cn=admin,o=calls"
rootpw secret
directory $work/ldap
SLAPD
    ip netns exec "lab-$1" slapd -d 0 -f "$work/slapd.conf" -h ldap:/// >/dev/null 2>&1 &
    sleep 1
}
# in namespace $1 with the address $2: enters itself at $3, and looks itself up
enter_in_directory() {
    number=$(echo "$2" | awk -F. '{ printf "%d", $1 + 256 * ($2 + 256 * ($3 + 256 * $4)) }')
    printf 'dn: o=calls\nobjectClass: organization\no: calls\n\ndn: cn=joe,o=calls\nobjectClass: RTPerson\ncn: joe\nsIPAddress: %s\n' \
        "$number" | ip netns exec "lab-$1" ldapadd -x -H "ldap://$3" -D cn=admin,o=calls -w secret \
        >/dev/null || :
    ip netns exec "lab-$1" ldapsearch -x -H "ldap://$3" -b o=calls cn=joe sIPAddress >/dev/null || :
}
# The kernel's own SIP helper, which also asks that media come from who was announced.
with_sip_helper() {
    for protocol in tcp udp; do
        ip netns exec lab-router iptables -t raw -A PREROUTING -p $protocol --dport 5060 \
            -j CT --helper sip
    done
}

# ---- the scenes -------------------------------------------------------------------------------

scene_pptp_client_inside() {
    one_to_one
    pptp_server far
    record "$scene" pptp_client in1 "$far"
}
scene_pptp_client_inside_other() {
    scene_pptp_client_inside
}
scene_pptp_two_clients() {
    no_nat
    pptp_server far
    record "$scene" two_pptp_clients "$far"
}
scene_pptp_two_clients_masquerade() {
    masquerade_with_pptp_helper
    pptp_server far
    record "$scene" two_pptp_clients "$far"
}
scene_pptp_client_outside() {
    one_to_one
    pptp_server in1
    record "$scene" pptp_client far "$mapped"
}
scene_pptp_two_calls() {
    one_to_one
    service far "$lab/pptp_peer.py" serve
    record "$scene" ip netns exec lab-in1 python3 "$lab/pptp_peer.py" call "$far" 16384 16385
}
scene_pptp_refused_call() {
    one_to_one
    service far "$lab/pptp_peer.py" serve refuse
    record "$scene" ip netns exec lab-in1 python3 "$lab/pptp_peer.py" call "$far" 16384
}
# Both ends know each other by their own addresses: what either side's capture shows is the same.
scene_ftp_client_inside() {
    no_nat
    ftp_server far
    record "$scene" ftp_client in1 "$far" active passive extended-active extended-passive
}
scene_ftp_server_inside() {
    no_nat
    ftp_server in1
    record "$scene" ftp_client far "$in1" active passive extended-active extended-passive
}
# The kernel's own FTP helper rewrites what is announced; with one address each ports stay.
with_ftp_helper() {
    ip netns exec lab-router iptables -t raw -A PREROUTING -p tcp --dport 21 -j CT --helper ftp
}
scene_ftp_client_inside_static() {
    one_to_one
    with_ftp_helper
    ftp_server far
    record "$scene" ftp_client in1 "$far" active passive extended-active extended-passive
}
scene_ftp_client_inside_masquerade() {
    nat POSTROUTING -s "$inside_net" -o wan -j MASQUERADE --random-fully
    with_ftp_helper
    ftp_server far
    record "$scene" ftp_client in1 "$far" active passive extended-active extended-passive
}
with_helper() { # $1 name, $2 protocol, $3 port
    ip netns exec lab-router iptables -t raw -A PREROUTING -p "$2" --dport "$3" -j CT --helper "$1"
}
scene_h323_call_out_static() {
    one_to_one
    with_helper Q.931 tcp 1720
    service far "$lab/h323_peer.py" answer "$far"
    record "$scene" ip netns exec lab-in1 python3 "$lab/h323_peer.py" call "$in1" "$far"
}
scene_h323_call_out_masquerade() {
    nat POSTROUTING -s "$inside_net" -o wan -j MASQUERADE --random-fully
    with_helper Q.931 tcp 1720
    service far "$lab/h323_peer.py" answer "$far"
    record "$scene" ip netns exec lab-in1 python3 "$lab/h323_peer.py" call "$in1" "$far"
}
scene_h323_call_in_static() {
    one_to_one
    with_helper Q.931 tcp 1720
    service in1 "$lab/h323_peer.py" answer "$in1"
    record "$scene" ip netns exec lab-far python3 "$lab/h323_peer.py" call "$far" "$mapped"
}
scene_tftp_client_inside_masquerade() {
    nat POSTROUTING -s "$inside_net" -o wan -j MASQUERADE --random-fully
    with_helper tftp udp 69
    tftp_server far
    record "$scene" tftp_client in1 "$far"
}
scene_tftp_client_inside() {
    no_nat
    tftp_server far
    record "$scene" tftp_client in1 "$far"
}
scene_sip_call_out() {
    no_nat
    sip_called far "$far" u1
    record "$scene" sip_call in1 "$in1" "$far" u1
}
scene_sip_call_out_tcp() {
    no_nat
    sip_called far "$far" t1
    record "$scene" sip_call in1 "$in1" "$far" t1
}
scene_sip_call_out_static() {
    one_to_one
    with_sip_helper
    sip_called far "$far" u1
    record "$scene" sip_call in1 "$in1" "$far" u1
}
scene_sip_call_out_tcp_static() {
    one_to_one
    with_sip_helper
    sip_called far "$far" t1
    record "$scene" sip_call in1 "$in1" "$far" t1
}
scene_sip_call_in_static() {
    one_to_one
    with_sip_helper
    sip_called in1 "$in1" u1
    record "$scene" sip_call far "$far" "$mapped" u1
}
scene_sip_call_out_masquerade() {
    nat POSTROUTING -s "$inside_net" -o wan -j MASQUERADE --random-fully
    with_sip_helper
    sip_called far "$far" u1
    record "$scene" sip_call in1 "$in1" "$far" u1
}
scene_rpc_server_inside() {
    no_nat
    rpc_server in1
    record "$scene" rpc_client far "$in1"
}
scene_directory_outside() {
    no_nat
    directory far
    record "$scene" enter_in_directory in1 "$in1" "$far"
}
scene_rsh_client_inside() {
    no_nat
    service far "$lab/second_conn.py" serve rsh
    record "$scene" ip netns exec lab-in1 python3 "$lab/second_conn.py" rsh "$far"
}
scene_sqlnet_server_inside() {
    no_nat
    service in1 "$lab/second_conn.py" serve sqlnet "$in1"
    record "$scene" ip netns exec lab-far python3 "$lab/second_conn.py" sqlnet "$in1"
}
scene_l2tp_client_inside() {
    one_to_one
    record "$scene" l2tp_session far "$far" in1
}
scene_l2tp_client_outside() {
    one_to_one
    record "$scene" l2tp_session in1 "$mapped" far
}
scene_l2tp_over_ipsec() {
    one_to_one
    service in1 "$lab/traffic.py" serve
    record "$scene" ip netns exec lab-far python3 "$lab/traffic.py" ipsec "$mapped"
}
ordinary_from() {
    for what in tcp reset refused dns ntp ping; do
        ip netns exec "lab-$1" python3 "$lab/traffic.py" "$what" "$far"
    done
}
ordinary() { ordinary_from in1; }
two_ordinary() {
    ordinary_from in1 & first=$!
    ordinary_from in2 & second=$!
    wait $first $second || :
}
scene_ordinary() {
    one_to_one
    service far "$lab/traffic.py" serve
    record "$scene" ordinary
}
# Ports and identifiers as of a translator that has been at work for long: any of them.
scene_two_ordinary_masquerade() {
    nat POSTROUTING -s "$inside_net" -o wan -j MASQUERADE --random-fully
    service far "$lab/traffic.py" serve
    record "$scene" two_ordinary
}
unsolicited() {
    for what in half-open refused dns ntp ping; do
        ip netns exec lab-far python3 "$lab/traffic.py" "$what" "$mapped" 2>/dev/null || :
    done
}
# A host that no translation rule covers.
scene_no_rule() {
    no_nat
    service far "$lab/traffic.py" serve
    record "$scene" ip netns exec lab-in2 python3 "$lab/traffic.py" ntp "$far"
}
# What knocks at the outside unasked; the inside host is not there to answer.
scene_unsolicited() {
    one_to_one
    ip netns exec lab-router iptables -A FORWARD -j DROP
    record "$scene" unsolicited
}
scene_half_open() {
    one_to_one
    ip netns exec lab-far iptables -A INPUT -p tcp -j DROP
    record "$scene" ip netns exec lab-in1 python3 "$lab/traffic.py" half-open "$far"
}

# ---- one scene for each form of translation, behind a policy that keeps state ---------------------

policy() { ip netns exec lab-router iptables "$@"; }
# Outwards everything, inwards what answers, and a web and a time server that others may ask.
keep_state() {
    policy -P FORWARD DROP
    policy -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
    policy -A FORWARD -i lan -j ACCEPT
    policy -A FORWARD -i wan -p tcp --dport 80 -j ACCEPT
    policy -A FORWARD -i wan -p udp --dport 123 -j ACCEPT
    policy -A FORWARD -i wan -p icmp --icmp-type echo-request -j ACCEPT
    service far "$lab/traffic.py" serve
    service in1 "$lab/traffic.py" serve
}
# The router answers for these: $1 interface, then addresses
stand_for() {
    end=$1
    shift
    for address in "$@"; do ip -n lab-router addr add "$address/32" dev "$end"; done
}
# $1 from, $2 to, then what traffic.py is to do
from_to() {
    from=$1 to=$2
    shift 2
    for what in "$@"; do
        ip netns exec "lab-$from" python3 "$lab/traffic.py" "$what" "$to" 2>/dev/null || :
    done
}
one_after_another() {
    from_to in1 "$far" tcp reset half-close refused ntp ping
    from_to far "$mapped" tcp reset half-close refused ntp ping
}
scene_nat_static() {
    one_to_one
    keep_state
    record "$scene" one_after_another
}
both_hosts() {
    from_to in1 "$far" tcp ntp ping
    from_to in2 "$far" tcp half-close ntp ping
    from_to far "$mapped" tcp ping
}
scene_nat_net() {
    mapped=192.168.201.106
    stand_for wan "$mapped" 192.168.201.107
    nat POSTROUTING -s 10.48.66.64/26 -o wan -j NETMAP --to 192.168.201.64/26
    nat PREROUTING -d 192.168.201.64/26 -i wan -j NETMAP --to 10.48.66.64/26
    keep_state
    record "$scene" both_hosts
}
port_forward() {
    from_to far "${wan_router%/*}" tcp-8080 ntp
    from_to far "${wan_router%/*}" refused
    from_to in1 "$far" tcp ntp
}
scene_nat_port() {
    nat PREROUTING -d "${wan_router%/*}" -i wan -p tcp --dport 8080 -j DNAT --to "$in1:80"
    nat PREROUTING -d "${wan_router%/*}" -i wan -p udp --dport 123 -j DNAT --to "$in1:123"
    nat POSTROUTING -s "$inside_net" -o wan -j MASQUERADE --random-fully
    keep_state
    policy -A INPUT -i wan -p tcp -j DROP
    record "$scene" port_forward
}
pool_then_shared() {
    from_to in1 "$far" tcp ping
    from_to in2 "$far" tcp reset half-close ntp ping
    from_to in1 "$far" ntp
}
scene_nat_pool() {
    stand_for wan "$mapped"
    nat POSTROUTING -s "$in1" -o wan -j SNAT --to "$mapped"
    nat POSTROUTING -s "$in2" -o wan -j MASQUERADE --random-fully
    keep_state
    record "$scene" pool_then_shared
}
two_partners() {
    from_to in1 "$far" tcp
    from_to in1 192.168.201.26 tcp half-close
    from_to in2 "$far" tcp ping
    from_to in2 192.168.201.26 tcp
}
second_address_of_far() { ip -n lab-far addr add 192.168.201.26/24 dev up0; }
scene_nat_policy() {
    second_address_of_far
    stand_for wan 192.168.201.5 192.168.201.6
    nat POSTROUTING -d "$far" -o wan -j SNAT --to 192.168.201.5 --random-fully
    nat POSTROUTING -d 192.168.201.26 -o wan -j SNAT --to 192.168.201.6 --random-fully
    keep_state
    record "$scene" two_partners
}
partners_ask() {
    from_to in1 "$far" tcp ping
    from_to in1 192.168.201.26 tcp ping
    from_to far 192.168.201.5 tcp ping
}
scene_nat_policy_static() {
    second_address_of_far
    stand_for wan 192.168.201.5 192.168.201.6
    nat POSTROUTING -s "$in1" -d "$far" -o wan -j SNAT --to 192.168.201.5
    nat POSTROUTING -s "$in1" -d 192.168.201.26 -o wan -j SNAT --to 192.168.201.6
    nat PREROUTING -s "$far" -d 192.168.201.5 -i wan -j DNAT --to "$in1"
    nat PREROUTING -s 192.168.201.26 -d 192.168.201.6 -i wan -j DNAT --to "$in1"
    keep_state
    record "$scene" partners_ask
}
scene_nat_outside() {
    one_to_one
    stand_for lan 10.48.66.200
    nat POSTROUTING -s "$far" -o lan -j SNAT --to 10.48.66.200 --random-fully
    keep_state
    record "$scene" from_to far "$mapped" tcp reset half-close ntp ping
}
to_a_face() {
    from_to in1 10.48.66.200 tcp ntp ping
    from_to far "$mapped" tcp ntp ping
}
scene_nat_outside_static() {
    one_to_one
    stand_for lan 10.48.66.200
    nat PREROUTING -d 10.48.66.200 -i lan -j DNAT --to "$far"
    nat POSTROUTING -s "$far" -o lan -j SNAT --to 10.48.66.200
    keep_state
    record "$scene" to_a_face
}
exempt_and_shared() {
    from_to in1 "$far" tcp half-close ntp ping
    from_to in2 "$far" tcp ntp ping
    from_to far "$in1" tcp reset ntp ping
}
scene_nat_exempt() {
    no_nat
    nat POSTROUTING -s "$in2" -o wan -j MASQUERADE --random-fully
    keep_state
    record "$scene" exempt_and_shared
}
scene_nat_identity() {
    no_nat
    keep_state
    record "$scene" from_to in1 "$far" tcp reset half-close refused ntp ping
}
scene_nat_alias() {
    stand_for wan "$mapped"
    nat PREROUTING -d 10.99.0.0/24 -i lan -j NETMAP --to 192.168.201.0/24
    nat POSTROUTING -s "$in1" -o wan -j SNAT --to "$mapped"
    keep_state
    record "$scene" from_to in1 10.99.0.25 tcp reset half-close ntp ping
}
# Datagrams that are too long for the wire, and a host that shares its address.
scene_nat_fragments() {
    one_to_one
    nat POSTROUTING -s "$in2" -o wan -j MASQUERADE --random-fully
    keep_state
    record "$scene" long_ones
}
long_ones() {
    from_to in1 "$far" long long-ping
    from_to in2 "$far" long long-ping
    from_to far "$mapped" long long-ping
}

run_scene() {
    scene=$1
    case $scene in
    *ipsec*) addresses_of_the_ipsec_chapter ;;
    *other* | *_masquerade*) other_addresses ;;
    *) addresses_of_the_note ;;
    esac
    trap tear_down EXIT
    build
    "scene_$scene"
    tear_down
    trap - EXIT
}

case ${1:-} in
private-pptp) # hides the socket folder, so that two clients of one machine do not see each other
    mkdir -p /run/pptp
    mount -t tmpfs tmpfs /run/pptp
    exec pptp "$2" --nolaunchpppd --loglevel 0
    ;;
private-rpc)
    mount -t tmpfs tmpfs /run
    rpcbind -w -f -i &
    sleep 0.7
    exec rpc.statd -F --no-notify -P "$2"
    ;;
private-exim)
    mount --bind "$2" /var/lib/exim4/config.autogenerated
    exec exim4 -bdf -oX 25
    ;;
private-rshd) # who comes from anywhere may be root, in a home that is not the machine's
    mount --bind "$2" /root
    mount --bind "$3" /etc/hosts
    exec socat TCP-LISTEN:514,fork,reuseaddr EXEC:in.rshd,nofork,stderr
    ;;
private-charon)
    mount -t tmpfs tmpfs /run
    STRONGSWAN_CONF=$2/strongswan.conf exec /usr/lib/ipsec/charon
    ;;
private-xl2tpd)
    mkdir -p /run/xl2tpd
    mount -t tmpfs tmpfs /run/xl2tpd
    mount --bind "$3" /usr/sbin/pppd
    exec xl2tpd -D -c "$2" -p "$4.pid" -C "$4.control"
    ;;
all)
    for scene in $(sed -n 's/^scene_\([a-z0-9_]*\)().*/\1/p' "$0" "$lab/servers.sh"); do
        sh "$0" "$scene" "$2"
    done
    ;;
?*)
    [ $# = 2 ] || { sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2; }
    output=$2
    run_scene "$1"
    ;;
*)
    sed -n '2,13s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
