/*
 * firewall.c: what the sessions at one box share, and what happens to them when it is reloaded.
 */
#include "cli/prompt/firewall.h"

#include <stdlib.h>

#include "cli/capture/packet_capture.h"
#include "cli/exec/exec.h"
#include "cli/picture/story.h"
#include "cli/prompt/session.h"
#include "engine/base/clock.h"

#define ENGINE_SEED 1
#define FACTORY_CLOCK (INT64_C(725846400) * NS_PER_SECOND) /* 1993-01-01, a PIX never set */
#define DIAGS_KEPT ((size_t)1 << 16)                       /* bytes, before their arena goes */

static void
take_event(void *context, const struct event *event)
{
    struct firewall *firewall = context;
    log_event(&firewall->log, firewall->config, event);
    perfmon_event(&firewall->perfmon, event);
}

static struct engine *
make_engine(struct firewall *firewall, const struct config *config)
{
    struct engine_options options = {
        .seed = ENGINE_SEED,
        .strict_routes = firewall->strict_routes,
    };
    return engine_new(config, &options, (struct event_sink){ take_event, firewall });
}

void
interface_meter_roll(struct interface_meter *meter, int64_t now)
{
    static const uint32_t minutes[RATE_WINDOWS] = RATE_WINDOW_MINUTES;
    for (size_t i = 0; i < RATE_WINDOWS; i++) {
        struct rate_window *window = &meter->rates[i];
        int64_t length = seconds_to_ns(minutes[i] * 60);
        if (now < window->began || now - window->began < length)
            continue;
        int64_t passed = (now - window->began) / length;
        window->last = passed == 1 ? window->running : (struct interface_counters){ 0 };
        window->running = (struct interface_counters){ 0 };
        window->began += passed * length;
    }
}

bool
firewall_load(struct firewall *firewall, struct config *config)
{
    struct parser *parser = parser_new(config, &firewall->diags);
    struct engine *engine = make_engine(firewall, config);
    if (parser == NULL || engine == NULL) {
        parser_free(parser);
        engine_free(engine);
        return false;
    }
    int64_t now = firewall->engine != NULL ? engine_now(firewall->engine) : FACTORY_CLOCK;
    story_free(firewall->story); /* it has the old configuration */
    firewall->story = NULL;
    packet_captures_free(firewall->captures); /* their access lists are its */
    firewall->captures = NULL;
    parser_free(firewall->parser);
    engine_free(firewall->engine);
    config_free(firewall->config);
    firewall->parser = parser;
    firewall->engine = engine;
    firewall->config = config;
    firewall->dialect = dialect(config->os.version);
    firewall->speaker = NULL;
    firewall->changed = 0;
    firewall->assumptions_told = 0;
    firewall->booted = now;
    firewall->meter_count = 0;
    firewall->traffic_since = 0;
    firewall->cleared_drops = (struct cleared_drops){ 0 };
    perfmon_start(&firewall->perfmon, now);
    engine_advance(engine, now);
    for (struct session *session = firewall->sessions; session != NULL; session = session->next)
        session_start_anew(session);
    return true;
}

struct firewall *
firewall_new(const struct firewall_options *options)
{
    struct firewall *firewall = calloc(1, sizeof(*firewall));
    if (firewall == NULL) {
        config_free(options->config);
        return NULL;
    }
    firewall->strict_routes = options->strict_routes;
    firewall->no_files = options->no_files;
    firewall->config_path = options->config_path;
    firewall->arena = arena_new();
    firewall->exec = exec_table_new();
    firewall->own = own_table_new();
    bool whole = firewall->arena != NULL && firewall->exec != NULL && firewall->own != NULL;
    if (whole)
        diags_init(&firewall->diags, firewall->arena);
    if (!whole || !firewall_load(firewall, options->config)) {
        config_free(options->config);
        firewall_free(firewall);
        return NULL;
    }
    return firewall;
}

void
firewall_free(struct firewall *firewall)
{
    if (firewall == NULL)
        return;
    free(firewall->startup);
    free(firewall->replayed);
    story_free(firewall->story);
    packet_captures_free(firewall->captures);
    free(firewall->meters);
    log_fini(&firewall->log);
    command_table_free(firewall->exec);
    command_table_free(firewall->own);
    engine_free(firewall->engine);
    parser_free(firewall->parser);
    config_free(firewall->config);
    arena_free(firewall->arena);
    free(firewall);
}

void
firewall_forget_diags(struct firewall *firewall)
{
    diags_drop(&firewall->diags, 0);
    if (arena_bytes(firewall->arena) < DIAGS_KEPT)
        return;
    struct arena *fresh = arena_new();
    if (fresh == NULL)
        return;
    arena_free(firewall->arena);
    firewall->arena = fresh;
    diags_init(&firewall->diags, fresh);
}
