# What leaves by --syslog arrives.
refire_test(NAME testdata.syslog
            COMMAND ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/syslog.py $<TARGET_FILE:refire> COST 5)
add_custom_target(soak-syslog
                  COMMAND ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/syslog.py $<TARGET_FILE:refire>
                          --million
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
add_dependencies(soak-syslog refire)
