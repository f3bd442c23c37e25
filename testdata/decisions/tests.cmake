# Writes what comes out into the decision tables.
add_custom_target(update-decisions
                  COMMAND ${CMAKE_COMMAND} -E env REFIRE_UPDATE_GOLDEN=1
                          $<TARGET_FILE:testdata.decisions.decisions_test>
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
add_dependencies(update-golden update-decisions)
