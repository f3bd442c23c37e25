# cmake --build build --target soak: the compiled rules and the plain reading of them, for hours.
# Fewer for a while's sake: -DSOAK_CONFIGS=100 -DSOAK_PACKETS=1000000 (packets a configuration).
set(SOAK_CONFIGS 1000 CACHE STRING "Random configurations of the soak target")
set(SOAK_PACKETS 10000000 CACHE STRING "Random packets under each of them")
set(SOAK_TRANSLATORS 100000 CACHE STRING "Random rules of translation, each with traffic")
add_custom_target(soak
                  COMMAND ${CMAKE_COMMAND} -E env SOAK_CONFIGS=${SOAK_CONFIGS}
                          SOAK_PACKETS=${SOAK_PACKETS} CK_DEFAULT_TIMEOUT=0
                          $<TARGET_FILE:engine.two_evaluators_test>
                  COMMAND ${CMAKE_COMMAND} -E env SOAK_TRANSLATORS=${SOAK_TRANSLATORS}
                          $<TARGET_FILE:engine.translator_test>
                  DEPENDS engine.two_evaluators_test engine.translator_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
                  USES_TERMINAL VERBATIM)
