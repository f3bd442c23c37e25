# What diff must say of mutations; the target `soak-diff` tries them on every golden replay.
refire_test(NAME cli.diff PLAIN COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/mutations.py
            $<TARGET_FILE:refire> ${CMAKE_SOURCE_DIR}/testdata/replay)
add_custom_target(soak-diff COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/mutations.py $<TARGET_FILE:refire>
                  ${CMAKE_SOURCE_DIR}/testdata/replay --all VERBATIM)
add_dependencies(soak-diff refire)
refire_test(NAME cli.diff.reduce COMMAND ${SH} ${CMAKE_CURRENT_LIST_DIR}/check_reduce $<TARGET_FILE:refire>)
