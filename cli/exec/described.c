/*
 * described.c: a packet is made, and a child sends it.
 */
#include "cli/exec/described.h"

#include <stdlib.h>
#include <string.h>

#include "cli/lab/sandbox.h"

/* What a packet meets takes no time; these are for mistakes of ours. */
#define CHILD_SECONDS 10
#define CHILD_SAYS ((size_t)1 << 20)

bool
described_refuse(const struct session *session, const char *what)
{
    fprintf(session->screen, "refire: %s\n", what);
    return false;
}

bool
described_split(char *text, char **words, size_t most, size_t *count)
{
    char *rest = text, *word;
    *count = 0;
    while ((word = strsep(&rest, " \t")) != NULL) {
        if (*word == '\0')
            continue;
        if (*count == most)
            return false;
        words[(*count)++] = word;
    }
    return true;
}

void
described_make(const struct session *session, const struct trace_input *input,
               struct described_packet *made)
{
    size_t length = packet_make(&input->wish, made->bytes);
    packet_decode(&made->packet, LINK_RAW_IP, made->bytes, length, length);
    made->packet.is_described = true;
    made->packet.time = engine_now(session->engine); /* what time ranges look at */
    made->packet.number = 1;
}

static void
take_event(void *context, const struct event *event)
{
    struct described *described = context;
    if (described->event_count < DESCRIBED_EVENTS)
        described->events[described->event_count++] = *event;
    else
        described->events_left_out++;
}

static void
send_to(struct described *described, struct engine *engine)
{
    described->engine = engine;
    described_make(described->session, described->input, &described->made);
    described->trace = (struct trace){ 0 };
    described->outcome = (struct outcome){ .trace = &described->trace };
    engine_packet(engine, described->input->ifc, &described->made.packet, &described->outcome);
}

struct job {
    struct described *described;
    described_shows *shows;
    void *context;
    struct described_end *end;
};

/*
 * Behind what the child says. A child that has come that far is done, whatever memcheck says of
 * what it leaves unfreed.
 */
struct child_end {
    struct described_end end;
    char mark[8];
};
static const char mark_of_end[8] = "complete";

static struct described_end
end_of(const struct described *described)
{
    return (struct described_end){ described->outcome.verdict, described->outcome.drop };
}

/* In the child. */
static bool
send_to_living(void *context, FILE *out)
{
    const struct job *job = context;
    struct engine *engine = job->described->session->engine;
    engine_set_sink(engine, (struct event_sink){ take_event, job->described });
    send_to(job->described, engine);
    if (!job->shows(job->context, job->described, out))
        return false;
    struct child_end end;
    memset(&end, 0, sizeof end); /* its padding is written too */
    end.end = end_of(job->described);
    memcpy(end.mark, mark_of_end, sizeof end.mark);
    return fwrite(&end, sizeof end, 1, out) == 1;
}

/* Without one. */
static bool
send_to_fresh(const struct job *job, struct session *session)
{
    const struct engine_options options = { .strict_routes = session->firewall->strict_routes };
    struct engine *engine =
        engine_new(session->config, &options, (struct event_sink){ take_event, job->described });
    if (engine == NULL)
        return described_refuse(session, "out of memory");
    described_refuse(session, "no process is to be had: no living connection is met");
    send_to(job->described, engine);
    bool done = job->shows(job->context, job->described, session->screen);
    *job->end = end_of(job->described);
    engine_free(engine);
    return done || described_refuse(session, "out of memory");
}

/* Takes the end off what a child said; false: it is not there. */
static bool
take_end(const char *said, size_t *size, struct described_end *end)
{
    struct child_end read;
    if (*size < sizeof read)
        return false;
    memcpy(&read, said + *size - sizeof read, sizeof read);
    if (memcmp(read.mark, mark_of_end, sizeof read.mark) != 0)
        return false;
    *size -= sizeof read;
    *end = read.end;
    return true;
}

static bool
run_job(struct job *job, struct session *session)
{
    static const struct sandbox_limits limits = {
        .cpu_seconds = CHILD_SECONDS,
        .wall_seconds = CHILD_SECONDS,
        .said = CHILD_SAYS,
        .trusts = true,
    };
    char *said;
    size_t size;
    enum sandbox_end end = sandbox_run(&limits, send_to_living, job, &said, &size);
    if (end == SANDBOX_FAILED) {
        free(said);
        return send_to_fresh(job, session);
    }
    bool done = (end == SANDBOX_DONE || end == SANDBOX_DIED) && take_end(said, &size, job->end);
    if (done)
        fwrite(said, 1, size, session->screen);
    free(said);
    return done || described_refuse(session, "the packet could not be traced");
}

bool
described_show(struct session *session, const struct trace_input *input, described_shows *shows,
               void *context, struct described_end *end)
{
    struct described *described = calloc(1, sizeof *described);
    if (described == NULL)
        return described_refuse(session, "out of memory");
    described->session = session;
    described->input = input;
    struct job job = { .described = described, .shows = shows, .context = context, .end = end };
    bool done = run_job(&job, session);
    free(described);
    return done;
}
