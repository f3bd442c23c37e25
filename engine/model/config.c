/*
 * config.c: making a configuration and finding things in it.
 */
#include "engine/model/config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void
config_logging_defaults(struct config *config)
{
    struct logging *logging = &config->logging;
    *logging = (struct logging){
        .facility = LOG_DEFAULT_FACILITY,
        .queue = LOG_DEFAULT_QUEUE,
        .buffer_size = LOG_DEFAULT_BUFFER,
        .asdm_buffer_size = LOG_DEFAULT_ASDM_BUFFER,
        .flash_minimum_free = LOG_DEFAULT_FLASH_FREE,
        .flash_maximum_allocation = LOG_DEFAULT_FLASH_USE,
    };
    memset(logging->level, LOG_LEVEL_OFF, sizeof(logging->level));
    memset(logging->class_level, LOG_LEVEL_OFF, sizeof(logging->class_level));
}

void
config_forget_facts(struct config *config)
{
    config->crypto_entry_count = 0;
    config->crypto_binding_count = 0;
    config->box.service_count = 0;
    config->snmp_denied = 0;
}

static bool
set_defaults(struct config *config)
{
    const struct behaviour *does = config->does;
    config->hostname = config->os.platform == PLATFORM_ASA ? "ciscoasa" : "pixfirewall";
    config->names_on = true;
    config->nat_control = does->nat_control_if_unwritten;
    memcpy(config->timers, does->timers, sizeof(config->timers));
    config_logging_defaults(config);
    config_box_defaults(config);
    config->next_ace_id = 1;
    config->next_nat_number = 1;
    config->conduits.name = "conduit";
    config->groups = arena_zalloc(config->arena, sizeof(*config->groups));
    if (config->groups == NULL)
        return false;
    struct class_map *class_default = config_class_map_make(config, "class-default");
    if (class_default == NULL)
        return false;
    class_default->exists = true;
    return true;
}

struct config *
config_new_as(struct os_release release, const struct behaviour *does)
{
    struct arena *arena = arena_new();
    if (arena == NULL)
        return NULL;
    struct config *config = arena_zalloc(arena, sizeof(*config));
    if (config == NULL) {
        arena_free(arena);
        return NULL;
    }
    config->arena = arena;
    config->os = release;
    config->does = does;
    config->revision = 1;
    if (!set_defaults(config)) {
        arena_free(arena);
        return NULL;
    }
    return config;
}

struct config *
config_new(struct os_release release)
{
    return config_new_as(release, behaviour(release.version));
}

/* What is not the arena's. */
static void
free_indexes(struct config *config)
{
    for (size_t i = 0; i < config->acl_count; i++)
        acl_fini(config->acls[i]);
    acl_fini(&config->conduits);
    object_groups_fini(config->groups);
}

bool
config_reset(struct config *config, bool (*is_port)(const struct interface *))
{
    free_indexes(config);
    const struct config old = *config;
    *config = (struct config){
        .arena = old.arena,
        .os = old.os,
        .does = old.does,
        .revision = old.revision,
        .journal = old.journal,
        .journal_count = old.journal_count,
        .journal_capacity = old.journal_capacity,
        .gathering = old.gathering,
        .base = old.base,
        .interfaces = old.interfaces,
        .interface_count = old.interface_count,
        .interface_capacity = old.interface_capacity,
        .files = old.files,
        .file_count = old.file_count,
        .file_capacity = old.file_capacity,
    };
    for (size_t i = 0; i < config->interface_count; i++) {
        struct interface *interface = config->interfaces[i];
        const char *hardware = is_port(interface) ? interface->hardware : "";
        *interface = (struct interface){ .hardware = hardware, .mtu = 1500, .shutdown = true };
    }
    if (!set_defaults(config))
        return false;
    config->next_ace_id = old.next_ace_id;
    config->next_nat_number = old.next_nat_number;
    return true;
}

void
config_free(struct config *config)
{
    if (config == NULL)
        return;
    free_indexes(config);
    arena_free(config->arena);
}

bool
config_reserve(struct config *config, const char *line, const char *context, bool forgiven)
{
    const char *copy = arena_strdup(config->arena, line);
    struct journal_entry *entry =
        copy != NULL ? arena_append(config->arena, &config->journal, &config->journal_count,
                                    &config->journal_capacity, sizeof(*entry))
                     : NULL;
    if (entry == NULL)
        return false;
    config->journal_count--;
    *entry = (struct journal_entry){
        .revision = config->revision + 1,
        .line = copy,
        .context = context,
        .forgiven = forgiven,
    };
    return true;
}

void
config_accept(struct config *config)
{
    config->journal_count++;
    if (!config->gathering)
        config->revision++;
}

void
config_begin_revision(struct config *config)
{
    config->gathering = true;
}

void
config_end_revision(struct config *config)
{
    size_t count = config->journal_count;
    config->gathering = false;
    if (count > 0 && config->journal[count - 1].revision > config->revision)
        config->revision++;
}

ifc_id
config_interface_by_name(const struct config *config, const char *name)
{
    bool any_case = !config->does->modular_policy;
    for (size_t i = 0; i < config->interface_count; i++) {
        const char *own = config->interfaces[i]->name;
        if (own == NULL)
            continue;
        if (any_case ? strcasecmp(own, name) == 0 : strcmp(own, name) == 0)
            return (ifc_id)i;
    }
    return IFC_NONE;
}

ifc_id
config_interface_by_hardware(const struct config *config, const char *hardware)
{
    for (size_t i = 0; i < config->interface_count; i++) {
        if (strcasecmp(config->interfaces[i]->hardware, hardware) == 0)
            return (ifc_id)i;
    }
    return IFC_NONE;
}

ifc_id
config_add_interface(struct config *config, const char *hardware)
{
    if (config->interface_count >= CONFIG_INTERFACES_MAX)
        return IFC_NONE;
    struct interface *made = arena_zalloc(config->arena, sizeof(*made));
    if (made == NULL)
        return IFC_NONE;
    made->hardware = arena_strdup(config->arena, hardware);
    if (made->hardware == NULL)
        return IFC_NONE;
    made->mtu = 1500;
    struct interface **slot =
        arena_append(config->arena, &config->interfaces, &config->interface_count,
                     &config->interface_capacity, sizeof(made));
    if (slot == NULL)
        return IFC_NONE;
    *slot = made;
    return (ifc_id)(config->interface_count - 1);
}

/* Takes the elements that USES finds out of an array; returns how many are left. */
static size_t
keep_unless(void *items, size_t count, size_t size, bool (*uses)(const void *item, ifc_id ifc),
            ifc_id ifc)
{
    unsigned char *bytes = items;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (uses(bytes + i * size, ifc))
            continue;
        memmove(bytes + kept * size, bytes + i * size, size);
        kept++;
    }
    return kept;
}

static bool
nat_uses(const void *item, ifc_id ifc)
{
    return ((const struct nat *)item)->ifc == ifc;
}

static bool
global_uses(const void *item, ifc_id ifc)
{
    return ((const struct global *)item)->ifc == ifc;
}

static bool
static_uses(const void *item, ifc_id ifc)
{
    const struct static_nat *rule = item;
    return rule->real_ifc == ifc || rule->mapped_ifc == ifc;
}

static bool
alias_uses(const void *item, ifc_id ifc)
{
    return ((const struct alias *)item)->ifc == ifc;
}

static bool
route_uses(const void *item, ifc_id ifc)
{
    return ((const struct route *)item)->ifc == ifc;
}

static bool
arp_uses(const void *item, ifc_id ifc)
{
    return ((const struct arp_entry *)item)->ifc == ifc;
}

static bool
service_uses(const void *item, ifc_id ifc)
{
    return ((const struct service_policy *)item)->ifc == ifc;
}

static bool
apply_uses(const void *item, ifc_id ifc)
{
    return ((const struct outbound_apply *)item)->ifc == ifc;
}

static bool
log_host_uses(const void *item, ifc_id ifc)
{
    return ((const struct log_host *)item)->ifc == ifc;
}

static bool
url_server_uses(const void *item, ifc_id ifc)
{
    return ((const struct url_server *)item)->ifc == ifc;
}

void
config_unname_interface(struct config *config, ifc_id ifc)
{
    struct interface *interface = config->interfaces[ifc];
    struct logging *logging = &config->logging;
    interface->name = NULL;
    interface->access_in = interface->access_out = NULL;
    interface->mtu = 1500; /* its line names the interface too */
    interface->failover = 0;
    interface->has_failover = false;
    config->nat_count =
        keep_unless(config->nats, config->nat_count, sizeof(*config->nats), nat_uses, ifc);
    config->global_count = keep_unless(config->globals, config->global_count,
                                       sizeof(*config->globals), global_uses, ifc);
    config->static_count = keep_unless(config->statics, config->static_count,
                                       sizeof(*config->statics), static_uses, ifc);
    config->alias_count = keep_unless(config->aliases, config->alias_count,
                                      sizeof(*config->aliases), alias_uses, ifc);
    config->route_count =
        keep_unless(config->routes, config->route_count, sizeof(*config->routes), route_uses, ifc);
    config->arp_count =
        keep_unless(config->arps, config->arp_count, sizeof(*config->arps), arp_uses, ifc);
    config->service_policy_count =
        keep_unless(config->service_policies, config->service_policy_count,
                    sizeof(*config->service_policies), service_uses, ifc);
    config->apply_count = keep_unless(config->applies, config->apply_count,
                                      sizeof(*config->applies), apply_uses, ifc);
    config->url_server_count = keep_unless(config->url_servers, config->url_server_count,
                                           sizeof(*config->url_servers), url_server_uses, ifc);
    logging->host_count = keep_unless(logging->hosts, logging->host_count, sizeof(*logging->hosts),
                                      log_host_uses, ifc);
    if (logging->device_id == DEVICE_ID_ADDRESS && logging->device_id_ifc == ifc)
        logging->device_id = DEVICE_ID_NONE;
    config_box_unname(config, ifc);
}

void
config_remove_interface(struct config *config, ifc_id ifc)
{
    config_unname_interface(config, ifc);
    *config->interfaces[ifc] = (struct interface){ .hardware = "", .mtu = 1500, .shutdown = true };
}

const char *
config_interface_label(const struct config *config, ifc_id ifc)
{
    if (ifc >= config->interface_count)
        return "?";
    const struct interface *interface = config->interfaces[ifc];
    return interface->name != NULL ? interface->name : interface->hardware;
}

/*
 * The named kinds are found and made alike: LIST is an array of pointers to structs whose
 * first member is their name.
 */
struct named {
    const char *name;
};

static void *
find_named(const void *list, size_t count, const char *name)
{
    const unsigned char *items = list;
    for (size_t i = 0; i < count; i++) {
        struct named *item;
        memcpy(&item, items + i * sizeof(item), sizeof(item));
        if (strcmp(item->name, name) == 0)
            return item;
    }
    return NULL;
}

static void *
make_named(struct arena *arena, void *list, size_t *count, size_t *capacity, size_t size,
           const char *name)
{
    struct named *made = arena_zalloc(arena, size);
    if (made == NULL)
        return NULL;
    made->name = arena_strdup(arena, name);
    if (made->name == NULL)
        return NULL;
    void *slot = arena_append(arena, list, count, capacity, sizeof(made));
    if (slot == NULL)
        return NULL;
    memcpy(slot, &made, sizeof(made));
    return made;
}

struct acl *
config_acl(const struct config *config, const char *name)
{
    return find_named(config->acls, config->acl_count, name);
}

struct acl *
config_acl_make(struct config *config, const char *name)
{
    struct acl *made = config_acl(config, name);
    if (made != NULL)
        return made;
    return make_named(config->arena, &config->acls, &config->acl_count, &config->acl_capacity,
                      sizeof(*made), name);
}

uint16_t
config_file_number(struct config *config, const char *file)
{
    if (file == NULL)
        return 0;
    for (size_t i = config->file_count; i-- > 0;) {
        if (config->files[i] == file || strcmp(config->files[i], file) == 0)
            return (uint16_t)(i + 1);
    }
    if (config->file_count >= UINT16_MAX)
        return 0;
    const char **slot = arena_append(config->arena, &config->files, &config->file_count,
                                     &config->file_capacity, sizeof(file));
    if (slot == NULL)
        return 0;
    *slot = file;
    return (uint16_t)config->file_count;
}

struct origin
ace_origin(const struct config *config, const struct ace *ace)
{
    return (struct origin){
        .file =
            ace->file != 0 && ace->file <= config->file_count ? config->files[ace->file - 1] : NULL,
        .line = ace->line,
        .revision = ace->revision,
    };
}

struct time_range *
config_time_range(const struct config *config, const char *name)
{
    return find_named(config->time_ranges, config->time_range_count, name);
}

struct time_range *
config_time_range_make(struct config *config, const char *name)
{
    struct time_range *made = config_time_range(config, name);
    if (made != NULL)
        return made;
    return make_named(config->arena, &config->time_ranges, &config->time_range_count,
                      &config->time_range_capacity, sizeof(*made), name);
}

struct class_map *
config_class_map(const struct config *config, const char *name)
{
    return find_named(config->class_maps, config->class_map_count, name);
}

struct class_map *
config_class_map_make(struct config *config, const char *name)
{
    struct class_map *made = config_class_map(config, name);
    if (made != NULL)
        return made;
    return make_named(config->arena, &config->class_maps, &config->class_map_count,
                      &config->class_map_capacity, sizeof(*made), name);
}

struct policy_map *
config_policy_map(const struct config *config, const char *name)
{
    return find_named(config->policy_maps, config->policy_map_count, name);
}

struct policy_map *
config_policy_map_make(struct config *config, const char *name)
{
    struct policy_map *made = config_policy_map(config, name);
    if (made != NULL)
        return made;
    return make_named(config->arena, &config->policy_maps, &config->policy_map_count,
                      &config->policy_map_capacity, sizeof(*made), name);
}

struct tcp_map *
config_tcp_map(const struct config *config, const char *name)
{
    return find_named(config->tcp_maps, config->tcp_map_count, name);
}

struct tcp_map *
config_tcp_map_make(struct config *config, const char *name)
{
    struct tcp_map *made = config_tcp_map(config, name);
    if (made != NULL)
        return made;
    return make_named(config->arena, &config->tcp_maps, &config->tcp_map_count,
                      &config->tcp_map_capacity, sizeof(*made), name);
}

const char *
config_name_of(const struct config *config, uint32_t address)
{
    const struct name *found = name_of_address(&config->names, address);
    return found != NULL ? found->name : NULL;
}

bool
config_address_of(const struct config *config, const char *name, uint32_t *address)
{
    const struct name *found = name_find(&config->names, name);
    if (found != NULL)
        *address = found->address;
    return found != NULL;
}

bool
interface_is_up(const struct interface *interface)
{
    return interface->name != NULL && !interface->shutdown;
}
