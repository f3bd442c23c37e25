# The rules of the house, each a test.
set(house ${CMAKE_CURRENT_LIST_DIR})

refire_test(NAME house.layering PLAIN COMMAND ${PYTHON} ${house}/layering.py)
refire_test(NAME house.words PLAIN COMMAND ${PYTHON} ${house}/words.py)
refire_test(NAME house.causes PLAIN COMMAND ${PYTHON} ${house}/causes.py)
refire_test(NAME engine.model.shapes PLAIN COMMAND ${PYTHON} ${house}/shapes.py)
refire_test(NAME house.headers PLAIN COMMAND ${SH} ${house}/headers ${CMAKE_C_COMPILER})
refire_test(NAME house.format PLAIN COMMAND ${SH} ${house}/format)
refire_test(NAME house.accept COMMAND ${SH} ${house}/accept $<TARGET_FILE:refire>)
refire_test(NAME house.outputs FULL PLAIN COMMAND ${PYTHON} ${house}/outputs.py $<TARGET_FILE:refire>)
refire_test(NAME house.corpus PLAIN COMMAND ${PYTHON} ${house}/corpus.py $<TARGET_FILE:refire>)
add_custom_target(soak-corpus COMMAND ${PYTHON} ${house}/corpus.py $<TARGET_FILE:refire> all
                  DEPENDS refire WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
refire_test(NAME house.readme PLAIN COMMAND ${PYTHON} ${house}/readme.py $<TARGET_FILE:refire>)
add_custom_target(update-readme
                  COMMAND ${PYTHON} ${house}/readme.py --update $<TARGET_FILE:refire>
                  DEPENDS refire WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
add_dependencies(update-golden update-readme)

# Address space is limited, which the sanitizers need for themselves.
if(NOT REFIRE_SANITIZE)
    refire_test(NAME house.bad_input FULL TIMEOUT 300
                COMMAND ${PYTHON} ${house}/bad_input.py $<TARGET_FILE:refire>)
    add_custom_target(soak-bad-input
                      COMMAND ${PYTHON} ${house}/bad_input.py $<TARGET_FILE:refire> all
                      DEPENDS refire WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
endif()

# Lengths and bytes of every capture: one in 11 and, the sanitizers being slow, one in 113; the target
# `soak-hostile` tries them all.
add_executable(hostile ${house}/hostile.c)
target_link_libraries(hostile PRIVATE refire_parser)
if(REFIRE_SANITIZE)
    set(step 113)
else()
    set(step 11)
endif()
refire_test(NAME house.hostile FULL TIMEOUT 900
            COMMAND ${PYTHON} ${house}/hostile.py $<TARGET_FILE:hostile> ${step})
add_custom_target(soak-hostile COMMAND ${PYTHON} ${house}/hostile.py $<TARGET_FILE:hostile> 1
                  DEPENDS hostile WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)

# Those of configurations with all their lines, words, pairs and edits.
set(soak_tests parser.row_property_test parser.row_words_test parser.refuse_test cli.compare_test
    cli.explain.explain_property_test)
set(soak_commands "")
foreach(name IN LISTS soak_tests)
    set_tests_properties(${name} PROPERTIES COST 30)
    list(APPEND soak_commands COMMAND ${CMAKE_COMMAND} -E env REFIRE_THOROUGH=1 CK_DEFAULT_TIMEOUT=0
         CK_TIMEOUT_MULTIPLIER=100 $<TARGET_FILE:${name}>)
endforeach()
add_custom_target(soak-tests ${soak_commands} DEPENDS ${soak_tests}
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)

# These look at the plain build or make one of their own.
if(NOT REFIRE_SANITIZE)
    refire_test(NAME house.globals
                COMMAND ${SH} ${house}/globals "interrupted" $<TARGET_FILE:refire_engine>
                        $<TARGET_FILE:refire_parser> $<TARGET_FILE:refire_cli>)
    refire_test(NAME house.package FULL COMMAND ${SH} ${house}/package ${CMAKE_BINARY_DIR})
    refire_test(NAME house.sanitize FULL COST 400 TIMEOUT 1800
                COMMAND ${SH} ${house}/sanitize ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/asan)
    # The sanitizers have every test; memcheck adds values that nobody set. So the suite gives it
    # the programs that take packets, lines and configurations all the way through, and the target
    # `soak-valgrind` all but the sweeps over whole tables and corpora, which would take it hours,
    # and the sandbox, which leaves memcheck no memory.
    set(all_programs ${test_programs})
    set(memcheck_programs ${test_programs})
    list(FILTER memcheck_programs INCLUDE REGEX
         "(session|decisions|replay|capture|trace|sink|config_golden|nat|path_[a-z]+)_test")
    list(FILTER all_programs EXCLUDE REGEX
         "(acl_index|port_box|two_evaluators|translator|cells|row|row_property|row_words|row_screen|refuse|compare|bulk|round_trip|corpus|undo|upgrade|revision|alike|object_group|sandbox)_test")
    refire_test(NAME house.valgrind FULL COST 90 TIMEOUT 600
                COMMAND ${SH} ${house}/valgrind ${memcheck_programs})
    add_custom_target(soak-valgrind COMMAND ${SH} ${house}/valgrind ${all_programs}
                      DEPENDS ${test_programs} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
endif()
