# What must not matter, over the golden replays, which the sanitizers see in testdata.replay; the target `soak-laws` splits them at every packet.
refire_test(NAME testdata.laws PLAIN
            COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/laws.py $<TARGET_FILE:refire>)
add_custom_target(soak-laws COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/laws.py
                          $<TARGET_FILE:refire> all
                  DEPENDS refire WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
