/*
 * fault_write.h: an exercise that was made, as the folder that refire-lab(5) describes.
 */
#ifndef REFIRE_CLI_FAULT_FAULT_WRITE_H
#define REFIRE_CLI_FAULT_FAULT_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/fault/fault.h"
#include "engine/base/compiler.h"

#define FAULT_ERROR_SIZE 512

/*
 * Makes FOLDER, which must not be there yet; it appears whole or not at all. NAME is what its title
 * calls the configuration. False with ERROR filled.
 */
NODISCARD bool fault_write(const struct fault_lab *lab, const char *folder, const char *name,
                           char error[FAULT_ERROR_SIZE]);

#endif
