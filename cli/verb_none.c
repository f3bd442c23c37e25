/* A place holder until the first verb is here: a static library needs a source. */
extern int refire_verb_none;
int refire_verb_none;
