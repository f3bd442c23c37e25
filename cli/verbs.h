/*
 * verbs.h: one function a verb. Each gets the arguments after its own name and returns the exit
 * status.
 */
#ifndef REFIRE_CLI_VERBS_H
#define REFIRE_CLI_VERBS_H

struct firewall;

enum exit_status {
    STATUS_OK = 0,
    STATUS_DIFFERENT = 1, /* expectations failed, or differences found */
    STATUS_USAGE = 2,
    STATUS_CONFIG = 3,  /* configuration not understood */
    STATUS_CAPTURE = 4, /* capture damaged: what could be read was replayed */
    STATUS_INTERNAL = 5,
    STATUS_INTERRUPTED = 130,
};

int verb_shell(int argc, char **argv);
int verb_serve(int argc, char **argv);
int verb_replay(int argc, char **argv);
int verb_trace(int argc, char **argv);
int verb_check(int argc, char **argv);
int verb_diff(int argc, char **argv);
int verb_verify(int argc, char **argv);
int verb_explain(int argc, char **argv);
int verb_demo(int argc, char **argv);
int verb_lab(int argc, char **argv);

/* The prompt at FIREWALL, until it is left. */
int shell_at(struct firewall *firewall);
int verb_logkit(int argc, char **argv);

#endif
