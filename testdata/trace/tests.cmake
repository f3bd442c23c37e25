# The golden traces, and what they say as JSON.
refire_test(NAME testdata.trace
            COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/run.py $<TARGET_FILE:refire>
                    ${CMAKE_SOURCE_DIR}/cli/schema/validate.py)

add_custom_target(update-trace
                  COMMAND ${CMAKE_COMMAND} -E env REFIRE_UPDATE_GOLDEN=1
                          ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/run.py $<TARGET_FILE:refire>
                  DEPENDS refire WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
add_dependencies(update-golden update-trace)
