# The golden replays, and what damaged captures and unwilling outputs must meet.
refire_test(NAME testdata.replay
            COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/run.py $<TARGET_FILE:refire>)
refire_test(NAME testdata.hostile TIMEOUT 300
            COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/hostile.py $<TARGET_FILE:refire>)

add_custom_target(update-replay
                  COMMAND ${CMAKE_COMMAND} -E env REFIRE_UPDATE_GOLDEN=1
                          ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/run.py $<TARGET_FILE:refire>
                  DEPENDS refire WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
add_dependencies(update-golden update-replay)
