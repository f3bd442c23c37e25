# What explain says of golden replays, and whether what it offers mends them.
refire_test(NAME testdata.explain
            COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/run.py $<TARGET_FILE:refire>)

add_custom_target(update-explain
                  COMMAND ${CMAKE_COMMAND} -E env REFIRE_UPDATE_GOLDEN=1
                          ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/run.py $<TARGET_FILE:refire>
                  DEPENDS refire WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
add_dependencies(update-golden update-explain)
