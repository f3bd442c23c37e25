# Each cell flipped and all tables again says nothing about memory: not under the sanitizers.
set_tests_properties(testdata.decisions.cells_test PROPERTIES LABELS plain)
# Writes what comes out into the decision tables.
add_custom_target(update-decisions
                  COMMAND ${CMAKE_COMMAND} -E env REFIRE_UPDATE_GOLDEN=1
                          $<TARGET_FILE:testdata.decisions.decisions_test>
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
add_dependencies(update-golden update-decisions)
