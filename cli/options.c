/*
 * options.c: the table of verbs and options.
 */
#include "cli/options.h"

#include <limits.h>

#include "cli/fault/fault.h"
#include "cli/lab/grade.h"
#include "cli/logkit/logkit.h"
#include "cli/report/report.h"
#include "cli/trace/trace_print.h"

static const char *const modes[] = { "auto", "strict", "reconstruct", "observe", NULL };
static const char *const assumptions[] = { "static-two-pass", "nosyn-acl-log", "random-sequence",
                                           NULL };
static const char *const midstreams[] = { "strict", "adopt", "mark", NULL };
static const char *const duplicates[] = { "auto", "drop", "keep", NULL };
static const char *const whens[] = { "auto", "always", "never", NULL };
static const char *const syslog_formats[] = { "device", "rfc5424", "emblem", NULL };

static const struct option_row option_rows[] = {
    { .option = OPTION_HELP, .letter = 'h', .name = "help", .help = "Print this and stop" },
    { .option = OPTION_VERSION,
      .letter = 'V',
      .name = "version",
      .help = "Print the version and stop" },
    { .option = OPTION_CONFIG,
      .letter = 'c',
      .name = "config",
      .kind = VALUE_FILE,
      .value = "FILE",
      .help = "The configuration; - is standard input" },
    { .option = OPTION_OS,
      .name = "os",
      .kind = VALUE_TEXT,
      .value = "VERSION",
      .help =
          "Be this version (6.2, 6.3, 7.0, 7.1, 7.2, 8.0, ...) whatever the configuration says" },
    { .option = OPTION_OS_OLD,
      .name = "os-old",
      .kind = VALUE_TEXT,
      .value = "VERSION",
      .help = "Be this version with the first configuration" },
    { .option = OPTION_OS_NEW,
      .name = "os-new",
      .kind = VALUE_TEXT,
      .value = "VERSION",
      .help = "Be this version with the second one" },
    { .option = OPTION_JSON, .name = "json", .help = "Print JSON, one object a line" },
    { .option = OPTION_FACTS,
      .name = "facts",
      .kind = VALUE_FILE,
      .value = "FILE",
      .help = "Write what stands behind each log line to FILE, one JSON object a line" },
    { .option = OPTION_FATE,
      .name = "fate",
      .kind = VALUE_FILE,
      .value = "FILE",
      .help =
          "Write a record of each flow to FILE when it is over, one JSON object a line: its "
          "packets, verdict, translations, log lines, the line that decided each phase, and the "
          "connection that announced it" },
    { .option = OPTION_WRITE_CAPTURE,
      .letter = 'w',
      .name = "write",
      .kind = VALUE_FILE,
      .value = "FILE",
      .help = "Write the packets as they leave the firewall to FILE (pcapng, the verdict in the "
              "comment)" },
    { .option = OPTION_WRITE_MADE,
      .letter = 'w',
      .name = "write",
      .kind = VALUE_FILE,
      .value = "FILE",
      .help = "Write the packets as they leave the firewall to FILE (pcapng, the verdict in the "
              "comment); those that are made also as they enter it" },
    { .option = OPTION_WRITE_CONFIG,
      .letter = 'w',
      .name = "write",
      .help = "Print the configuration as the device would write it" },
    { .option = OPTION_COMPARE,
      .name = "compare",
      .help = "Print the lines to type at the first of two configurations to get the second, in an "
              "order in which no access list permits what neither of them does" },
    { .option = OPTION_EXPECT,
      .letter = 'e',
      .name = "expect",
      .kind = VALUE_FILE,
      .value = "FILE",
      .help = "The expectations (- is standard input)" },
    { .option = OPTION_NOTE,
      .name = "note",
      .kind = VALUE_FILE,
      .value = "FILE",
      .help = "Verify a Cisco note as text instead: each chapter's commands are loaded in the "
              "versions that it speaks of, and what it claims is tried with made traffic; with "
              "--config they are typed at that box, and --expect says what each must do there" },
    { .option = OPTION_DRAIN,
      .name = "drain",
      .help = "Run the clock on after the last packet until every timer has fired" },
    { .option = OPTION_STRICT_ROUTES,
      .name = "strict-routes",
      .help = "Assume no default route where the configuration has none" },
    { .option = OPTION_PPTP_INCOMING,
      .name = "pptp-incoming",
      .help = "Let in the GRE of calls that a PPTP access concentrator asks for, too: the device "
              "is only known to do so for calls that clients ask for" },
    { .option = OPTION_ASSUME,
      .name = "assume",
      .kind = VALUE_CHOICE,
      .value = "WHAT",
      .choices = assumptions,
      .help = "Take the other way what is not sure of the device; may be said several times. "
              "static-two-pass: statics of whole hosts are asked before those of ports, whatever "
              "their order. nosyn-acl-log: where an access list permits and logs, 106100 says so "
              "before 106015 denies the segment. random-sequence: TCP sequence numbers are "
              "randomised, each conn by a number of our own" },
    { .option = OPTION_NO_FILES,
      .name = "no-files",
      .help = "Let no command of the prompt read or write a file of this machine" },
    { .option = OPTION_ATTACH,
      .name = "attach",
      .kind = VALUE_FILE,
      .value = "PATH",
      .help = "Sit down at the firewall that refire serve shares at this socket" },
    { .option = OPTION_SOCKET,
      .name = "socket",
      .kind = VALUE_FILE,
      .value = "PATH",
      .help = "The Unix socket at which others find it; its owner alone may use it" },
    { .option = OPTION_MIDSTREAM,
      .name = "midstream",
      .kind = VALUE_CHOICE,
      .value = "HOW",
      .choices = midstreams,
      .help = "What a segment of a connection older than the capture meets: strict denies it as "
              "the device would, adopt makes a connection of it, mark does so and decides "
              "nothing about its packets" },
    { .option = OPTION_MODE,
      .name = "mode",
      .kind = VALUE_CHOICE,
      .value = "MODE",
      .choices = modes,
      .help =
          "How frames that left the firewall are taken: strict compares them with what was "
          "predicted, reconstruct turns them back into what entered, observe lists what entered "
          "and replays nothing; auto is strict with captures of two sides, else reconstruct" },
    { .option = OPTION_SEED,
      .name = "seed",
      .kind = VALUE_NUMBER,
      .value = "N",
      .high = UINT64_MAX,
      .help = "Start the random numbers from N; the same seed gives the same run" },
    { .option = OPTION_FILTER,
      .name = "filter",
      .kind = VALUE_TEXT,
      .value = "EXPRESSION",
      .help = "Replay only the packets that this pcap-filter(7) expression matches" },
    { .option = OPTION_DECAP,
      .name = "decap",
      .help =
          "Take off what mirrored frames were sent in before anything is done with them: ERSPAN "
          "I, II and III, GRE, VXLAN" },
    { .option = OPTION_DUPLICATES,
      .name = "duplicates",
      .kind = VALUE_CHOICE,
      .value = "HOW",
      .choices = duplicates,
      .help =
          "What becomes of frames that a mirrored port shows twice: auto drops them in captures "
          "that begin with many of them, drop in all, keep in none" },
    { .option = OPTION_LOG_LEVEL,
      .name = "log-level",
      .kind = VALUE_NUMBER,
      .value = "N",
      .high = 7,
      .help = "Print messages up to severity N whatever the configuration's logging lines say" },
    { .option = OPTION_WHY,
      .name = "why",
      .help =
          "Say of each denied flow, under its first log line, which line decided and which ones "
          "came nearest" },
    { .option = OPTION_SYSLOG,
      .name = "syslog",
      .kind = VALUE_TEXT,
      .value = "URL",
      .help = "Send the log to a syslog host as well: udp://HOST:PORT, tcp://HOST:PORT or "
              "unix:PATH" },
    { .option = OPTION_SYSLOG_FORMAT,
      .name = "syslog-format",
      .kind = VALUE_CHOICE,
      .value = "FORM",
      .choices = syslog_formats,
      .help = "Its header: the device's own (device), that of RFC 5424 (rfc5424), or EMBLEM's "
              "(emblem); without this as the configuration's logging host has it" },
    { .option = OPTION_SYSLOG_PACE,
      .name = "syslog-pace",
      .kind = VALUE_TEXT,
      .value = "PACE",
      .help = "How fast: fast (the usual one), capture, or a number of lines a second" },
    { .option = OPTION_REPORT,
      .name = "report",
      .kind = VALUE_FILE,
      .value = "FILE",
      .help =
          "Draw the run as one page of HTML: what became of it, the log, connections over time, "
          "and for each connection its packets on both sides of the firewall" },
    { .option = OPTION_SVG,
      .name = "svg",
      .kind = VALUE_TEXT,
      .value = "CONN:FILE",
      .help = "Draw the packets of connection CONN alone" },
    { .option = OPTION_FORMAT,
      .name = "format",
      .kind = VALUE_CHOICE,
      .value = "FORM",
      .choices = report_format_names,
      .help = "What the outcome is written as: for people (text, the usual one), json, TAP 13 "
              "(tap) or JUnit XML (junit)" },
    { .option = OPTION_GRADE_FORMAT,
      .name = "format",
      .kind = VALUE_CHOICE,
      .value = "FORM",
      .choices = grade_format_names,
      .help = "What grade writes: csv (the usual one), json (Exercism's results, version 3, an "
              "object a line) or junit" },
    { .option = OPTION_REDUCE,
      .name = "reduce",
      .kind = VALUE_FILE,
      .value = "FILE",
      .help = "Write the smallest capture that still shows each cause to FILE: pcapng, each "
              "interface named by its nameif, the cause in each packet's comment" },
    { .option = OPTION_LEVEL,
      .name = "level",
      .kind = VALUE_NUMBER,
      .value = "N",
      .low = 1,
      .high = FAULT_LEVEL_MAX,
      .help = "How many checks fault makes fail: 1 to 32, 1 without it" },
    { .option = OPTION_WRITE_LAB,
      .letter = 'w',
      .name = "write",
      .kind = VALUE_FILE,
      .value = "FOLDER",
      .help = "The folder that fault makes: without it FILE's name, and -fault behind it" },
    { .option = OPTION_FAULT_SEED,
      .name = "seed",
      .kind = VALUE_NUMBER,
      .value = "N",
      .high = UINT64_MAX,
      .help = "Which faults fault chooses; the same seed, the same ones" },
    { .option = OPTION_TRACE_FORMAT,
      .name = "format",
      .kind = VALUE_CHOICE,
      .value = "FORM",
      .choices = trace_format_names,
      .help = "What the trace is written as: for people (text, the usual one), json (as --json) or "
              "an xml document" },
    { .option = OPTION_LOGKIT_FORMAT,
      .name = "format",
      .kind = VALUE_CHOICE,
      .value = "FORM",
      .choices = logkit_form_names,
      .help = "Lines of this form alone: console, buffer; as a syslog host gets them, host, "
              "host-timestamp, host-device-id, host-timestamp-device-id; emblem, emblem-timestamp; "
              "rfc5424" },
    { .option = OPTION_FIELDS,
      .name = "fields",
      .help = "Print JSON, one object a line: the line, its number and severity, and what each "
              "field of it is" },
    { .option = OPTION_QUIET, .letter = 'q', .name = "quiet", .help = "No summary, no progress" },
    { .option = OPTION_LIST, .letter = 'l', .name = "list", .help = "List the chapters and stop" },
    { .option = OPTION_COLOR,
      .name = "color",
      .kind = VALUE_CHOICE,
      .value = "WHEN",
      .choices = whens,
      .help = "Colour the output: auto (the usual one) on a terminal, always or never" },
};

static const enum option shell_options[] = { OPTION_CONFIG,   OPTION_OS,     OPTION_STRICT_ROUTES,
                                             OPTION_NO_FILES, OPTION_ATTACH, OPTION_HELP,
                                             OPTION_VERSION,  OPTION_END };
static const enum option serve_options[] = { OPTION_SOCKET,   OPTION_CONFIG,
                                             OPTION_OS,       OPTION_STRICT_ROUTES,
                                             OPTION_NO_FILES, OPTION_HELP,
                                             OPTION_END };
static const enum option replay_options[] = { OPTION_CONFIG,        OPTION_OS,
                                              OPTION_JSON,          OPTION_FACTS,
                                              OPTION_FATE,          OPTION_WRITE_CAPTURE,
                                              OPTION_MODE,          OPTION_DRAIN,
                                              OPTION_SEED,          OPTION_FILTER,
                                              OPTION_MIDSTREAM,     OPTION_STRICT_ROUTES,
                                              OPTION_PPTP_INCOMING, OPTION_ASSUME,
                                              OPTION_DECAP,         OPTION_DUPLICATES,
                                              OPTION_LOG_LEVEL,     OPTION_WHY,
                                              OPTION_SYSLOG,        OPTION_SYSLOG_FORMAT,
                                              OPTION_SYSLOG_PACE,   OPTION_REPORT,
                                              OPTION_SVG,           OPTION_QUIET,
                                              OPTION_HELP,          OPTION_END };
static const enum option trace_options[] = {
    OPTION_CONFIG, OPTION_OS,        OPTION_JSON,          OPTION_TRACE_FORMAT,
    OPTION_MODE,   OPTION_MIDSTREAM, OPTION_STRICT_ROUTES, OPTION_PPTP_INCOMING,
    OPTION_ASSUME, OPTION_DECAP,     OPTION_DUPLICATES,    OPTION_HELP,
    OPTION_END
};
static const enum option check_options[] = { OPTION_JSON, OPTION_WRITE_CONFIG, OPTION_COMPARE,
                                             OPTION_OS,   OPTION_HELP,         OPTION_END };
static const enum option diff_options[] = {
    OPTION_OS_OLD,     OPTION_OS_NEW,        OPTION_MODE,          OPTION_DRAIN,  OPTION_FILTER,
    OPTION_MIDSTREAM,  OPTION_STRICT_ROUTES, OPTION_PPTP_INCOMING, OPTION_ASSUME, OPTION_DECAP,
    OPTION_DUPLICATES, OPTION_FORMAT,        OPTION_REDUCE,        OPTION_HELP,   OPTION_END
};
static const enum option verify_options[] = {
    OPTION_CONFIG,        OPTION_OS,         OPTION_EXPECT,    OPTION_FORMAT,
    OPTION_NOTE,          OPTION_WRITE_MADE, OPTION_MODE,      OPTION_SEED,
    OPTION_DRAIN,         OPTION_FILTER,     OPTION_MIDSTREAM, OPTION_STRICT_ROUTES,
    OPTION_PPTP_INCOMING, OPTION_ASSUME,     OPTION_DECAP,     OPTION_DUPLICATES,
    OPTION_HELP,          OPTION_END
};
static const enum option explain_options[] = {
    OPTION_CONFIG, OPTION_OS,     OPTION_JSON,       OPTION_MODE,          OPTION_SEED,
    OPTION_DRAIN,  OPTION_FILTER, OPTION_MIDSTREAM,  OPTION_STRICT_ROUTES, OPTION_PPTP_INCOMING,
    OPTION_ASSUME, OPTION_DECAP,  OPTION_DUPLICATES, OPTION_HELP,          OPTION_END
};
static const enum option demo_options[] = { OPTION_LIST, OPTION_COLOR, OPTION_HELP, OPTION_END };
static const enum option lab_options[] = { OPTION_GRADE_FORMAT, OPTION_LEVEL, OPTION_FAULT_SEED,
                                           OPTION_WRITE_LAB,    OPTION_HELP,  OPTION_END };
static const struct verb_action lab_actions[] = {
    { "list", false },  { "show", true },   { "start", true }, { "check", true },
    { "hint", true },   { "next", false },  { "reset", true }, { "test", false },
    { "grade", false }, { "fault", false }, { NULL, false },
};
static const enum option logkit_options[] = { OPTION_OS, OPTION_LOGKIT_FORMAT, OPTION_FIELDS,
                                              OPTION_HELP, OPTION_END };

static const struct verb_row verb_rows[] = {
    { .verb = VERB_SHELL,
      .name = "shell",
      .summary = "The prompt, on a factory-fresh or a given configuration",
      .own = shell_options,
      .help = "Opens the firewall's own prompt. Commands may be abbreviated, ? lists what may "
              "follow, and whole configurations may be pasted. Without --config it is a "
              "factory-fresh PIX 6.3. This is what refire does when no verb is named." },
    { .verb = VERB_SERVE,
      .name = "serve",
      .summary = "One firewall for several prompts",
      .own = serve_options,
      .help =
          "Keeps a firewall that refire shell --attach sits down at, as often as one likes: what "
          "one prompt configures the others see. It runs until it is interrupted. Without "
          "--config it is a factory-fresh PIX 6.3." },
    { .verb = VERB_REPLAY,
      .name = "replay",
      .summary = "Captures in, the firewall's log out",
      .operands = "[NAMEIF=]CAPTURE ...",
      .operand_kind = VALUE_FILE,
      .operands_min = 1,
      .operands_max = INT_MAX,
      .own = replay_options,
      .help = "Puts the packets of the captures through the firewall and prints the log lines that "
              "it would have printed, then a summary on standard error. A capture is pcap or "
              "pcapng, plain, gzip or zstd; - is standard input. NAMEIF= says at which interface "
              "it was taken." },
    { .verb = VERB_TRACE,
      .name = "trace",
      .summary = "What one packet meets, and which lines decide it",
      .operands = "packet CAPTURE ... N | input NAMEIF PACKET",
      .operand_kind = VALUE_FILE,
      .operands_min = 3,
      .operands_max = INT_MAX,
      .own = trace_options,
      .help =
          "Shows the phases of packet N of the captures ([NAMEIF=]CAPTURE as for replay), which "
          "are replayed up to it, or of a packet that is described: tcp or udp SOURCE PORT "
          "DESTINATION PORT, icmp SOURCE TYPE CODE [ID] DESTINATION, rawip SOURCE PROTOCOL "
          "DESTINATION. Under each phase stands the configuration line that decided it; under "
          "a denial, the lines that came nearest and the first field in which each failed." },
    { .verb = VERB_CHECK,
      .name = "check",
      .summary = "A verdict for each line of a configuration",
      .operands = "FILE ...",
      .operand_kind = VALUE_FILE,
      .operands_min = 1,
      .operands_max = INT_MAX,
      .own = check_options,
      .help = "Reads configurations and says of each refused line where it is wrong, what was "
              "expected and in which version it would be right; the last line counts what was "
              "modelled, kept word for word and refused. - is standard input." },
    { .verb = VERB_DIFF,
      .name = "diff",
      .summary = "The connections that fare otherwise under another configuration",
      .operands = "OLD NEW [NAMEIF=]CAPTURE ...",
      .operand_kind = VALUE_FILE,
      .operands_min = 3,
      .operands_max = INT_MAX,
      .own = diff_options,
      .help = "Puts the captures through two configurations and tells the connections whose "
              "verdict, translation, log lines or inspection differ, by the configuration line "
              "that makes it so, with the first packet of the first of them. Numbers of "
              "connections and ports that the firewall chooses do not count. The same file twice, "
              "with --os-old and --os-new, compares two versions. The exit status is 1 when "
              "anything differs." },
    { .verb = VERB_VERIFY,
      .name = "verify",
      .summary = "Does a configuration do what is expected of it?",
      .operands = "[[NAMEIF=]CAPTURE ...]",
      .operand_kind = VALUE_FILE,
      .operands_min = 0,
      .operands_max = INT_MAX,
      .own = verify_options,
      .help = "Holds what becomes of packets to expectations, plain lines such as expect built "
              "tcp inside:10.0.0.5 -> outside:192.0.2.7/80 (refire(1) has them all). The packets "
              "are those of captures, or, without one, made from the expectations: handshakes, "
              "datagrams and their answers, PPTP and FTP dialogues. Of an expectation that does "
              "not hold, the packet, the phase and the configuration line that made it fail are "
              "told. The exit status is 1 when one does not hold." },
    { .verb = VERB_EXPLAIN,
      .name = "explain",
      .summary = "Why flows are denied, and the commands that mend it",
      .operands = "[NAMEIF=]CAPTURE ...",
      .operand_kind = VALUE_FILE,
      .operands_min = 1,
      .operands_max = INT_MAX,
      .own = explain_options,
      .help = "Puts the captures through the firewall and tells the flows that did not pass, by "
              "cause, the largest first: the phase and the configuration line that decided, the "
              "lines that came nearest and where each failed, and the fewest commands that mend "
              "it in the words of the version. Each was tried on a copy of the configuration: how "
              "many flows pass with it, and whether any other one fares otherwise, is what the "
              "replay of all packets has shown. Where nothing mends it, it says why. The exit "
              "status is 1 when a flow did not pass." },
    { .verb = VERB_DEMO,
      .name = "demo",
      .summary = "A first lesson: PPTP and L2TP through the firewall",
      .operands = "[CHAPTER ...]",
      .operand_kind = VALUE_TEXT,
      .operands_max = INT_MAX,
      .own = demo_options,
      .help = "Runs the chapters of Cisco's note on PPTP and L2TP through PIX and ASA on built-in "
              "captures: what is configured, what traffic comes, what the device prints, and what "
              "to see in it. Without a chapter's number all of them, in under a minute." },
    { .verb = VERB_LAB,
      .name = "lab",
      .summary = "Exercises, graded by what packets do",
      .operands = "ACTION [LAB|FOLDER|FILE [N|FILE ...]]",
      .operand_kind = VALUE_TEXT,
      .operands_min = 1,
      .operands_max = INT_MAX,
      .own = lab_options,
      .actions = lab_actions,
      .help =
          "list names the exercises, show says what one asks for, start opens the prompt on the "
          "configuration to begin with: there lab check, lab hint, lab show, lab reset and lab "
          "next do what their names say. next starts the first exercise that is not done, reset "
          "forgets that one is. hint gives the next hint, or hint N; each says more than the one "
          "before, and the last is what explain says of the first check that fails. check "
          "takes a configuration as an answer: any that lets pass what must pass and denies "
          "what must stay denied is right; for one that is not, the first packet that shows it "
          "is traced. grade FOLDER FILE... judges many answers to the "
          "lab in that folder, each in a process of its own with an end to its time and memory, "
          "and writes a line for each; the exit status is 1 when one is not right. test proves of "
          "a lab's folder that its right answers are taken and its "
          "start and wrong answers refused. fault FILE makes an exercise out of a configuration "
          "that "
          "works: it finds what passes and what is denied in it, made from its own lines or, where "
          "captures follow FILE, first of all what they show, and puts faults into it until as "
          "many "
          "checks fail as --level says. The exercises are in the folder that REFIRE_LABS "
          "names, else in those that refire came with; refire-lab(5) tells how to write one." },
    { .verb = VERB_LOGKIT,
      .name = "logkit",
      .summary = "Every log message of a version in every form, to test log parsers",
      .own = logkit_options,
      .help = "Prints every message that refire knows of the version that --os names (6.3 without "
              "it), in every form in which the device writes it: of each row one line, and one "
              "more for each other value of what its words depend on, such as protocol, direction "
              "or reason. The addresses are those of documentation. refire-messages(7) lists the "
              "rows; fields have the names that the words between braces have there." },
};

static const enum option prompt_replay_options[] = { OPTION_MODE,  OPTION_DRAIN,      OPTION_FILTER,
                                                     OPTION_DECAP, OPTION_DUPLICATES, OPTION_WHY,
                                                     OPTION_HELP,  OPTION_END };

const struct verb_row prompt_replay_row = {
    .verb = VERB_REPLAY,
    .name = "replay",
    .operands = "[NAMEIF=]CAPTURE ...",
    .operand_kind = VALUE_FILE,
    .operands_min = 1,
    .operands_max = INT_MAX,
    .own = prompt_replay_options,
    .help = "Puts the packets of the captures through the firewall of the prompt; its log lines "
            "show as they happen. Connections, translations and the clock stay for what comes "
            "next. NAMEIF= says at which interface a capture was taken.",
};

const struct verb_row *
verb_row(enum verb verb)
{
    for (size_t i = 0; i < ARRAY_LENGTH(verb_rows); i++)
        if (verb_rows[i].verb == verb)
            return &verb_rows[i];
    return NULL;
}

const struct option_row *
option_row(enum option option)
{
    for (size_t i = 0; i < ARRAY_LENGTH(option_rows); i++)
        if (option_rows[i].option == option)
            return &option_rows[i];
    return NULL;
}
