# The tests.
#
# NAME_test.c beside a module is a Check program; it runs in the root of the tree as DIR.NAME_test.
# Any other test is added by a tests.cmake in its folder, with refire_test():
#
#     refire_test(NAME testdata.session COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/session.py
#                 $<TARGET_FILE:refire>)
#
#     FULL      takes long or builds for itself: runs only under `ctest -C Full`, that is in
#               `./bootstrap test`, and not in a developer's plain ctest
#     COST      seconds, about, where they are many: long ones start first
#     PLAIN     says nothing about the program: not run again under the sanitizers
#
# It runs in the root of the tree. Exit status 77 means skipped; say why on standard output.
# REFIRE_QUICK in the environment (valgrind) asks a test that loops long to loop less.
# A target that rewrites expectations is hung on `update-golden` with add_dependencies().
enable_testing()
# Not required: the program is built without it, and looked for again when it is here.
find_program(PYTHON python3)
find_program(SH sh REQUIRED)
add_custom_target(update-golden)

function(refire_test)
    cmake_parse_arguments(PARSE_ARGV 0 arg "FULL;PLAIN" "NAME;TIMEOUT;COST" "COMMAND")
    set(configurations "")
    set(cost 1)
    if(arg_FULL)
        set(configurations CONFIGURATIONS Full)
        set(cost 100)
    endif()
    if(arg_COST)
        set(cost ${arg_COST})
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    add_test(NAME ${arg_NAME} COMMAND ${arg_COMMAND} ${configurations}
             WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${arg_NAME} PROPERTIES TIMEOUT ${arg_TIMEOUT} SKIP_RETURN_CODE 77
                         COST ${cost})
    if(arg_PLAIN)
        set_tests_properties(${arg_NAME} PROPERTIES LABELS plain)
    endif()
endfunction()

# NAME.ok files in FOLDER hold what `refire VERB` says (testdata/golden_runs.py); with the option JSON
# it is what cli/schema/SCHEMA.schema.json says.
function(refire_golden_runs name folder verb json schema)
    set(runs ${PYTHON} ${CMAKE_SOURCE_DIR}/testdata/golden_runs.py $<TARGET_FILE:refire> ${folder} ${verb})
    refire_test(NAME ${name} COMMAND ${runs} ${json} ${CMAKE_SOURCE_DIR}/cli/schema/validate.py ${schema})
    add_custom_target(update-${verb} COMMAND ${CMAKE_COMMAND} -E env REFIRE_UPDATE_GOLDEN=1 ${runs}
                      DEPENDS refire WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
    add_dependencies(update-golden update-${verb})
endfunction()

# What a test in a folder may use: engine/ nothing above it, parser/ the engine, cli/ all.
function(refire_test_libraries target relative)
    if(relative MATCHES "^engine/")
        target_link_libraries(${target} PRIVATE refire_engine)
    elseif(relative MATCHES "^parser/")
        target_link_libraries(${target} PRIVATE refire_parser)
    else()
        target_link_libraries(${target} PRIVATE refire_cli)
    endif()
endfunction()

set(test_programs "")
file(GLOB_RECURSE sources RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS
     engine/*_test.c parser/*_test.c cli/*_test.c testdata/*_test.c)
foreach(source IN LISTS sources)
    string(REGEX REPLACE "\\.c$" "" target ${source})
    string(REPLACE "/" "." target ${target})
    add_executable(${target} ${source})
    refire_test_libraries(${target} ${source})
    target_link_libraries(${target} PRIVATE PkgConfig::CHECK PkgConfig::JANSSON)
    if(REFIRE_SANITIZE)
        # Four times faster to compile, and what takes its time runs in the libraries.
        target_compile_options(${target} PRIVATE -O0)
    endif()
    set_target_properties(${target} PROPERTIES
                          RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    refire_test(NAME ${target} COMMAND ${target})
    # Check's own four seconds a case would measure the machine.
    set_tests_properties(${target} PROPERTIES ENVIRONMENT CK_DEFAULT_TIMEOUT=120)
    list(APPEND test_programs $<TARGET_FILE:${target}>)
endforeach()

# NAME_fuzz.c is a libFuzzer target under the preset `fuzz`; elsewhere it is a test that replays
# the inputs kept in testdata/fuzz/NAME/. Where NAME_fuzz.def is beside it, it is built once for each
# row there, as NAME-ROW, with the row's name as FUZZED.
set(fuzz_targets "")
function(refire_fuzz_target corpus source)
    set(target ${corpus}_fuzz)
    add_executable(${target} ${source})
    refire_test_libraries(${target} ${source})
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
    target_compile_definitions(${target} PRIVATE ${ARGN})
    if(REFIRE_FUZZ)
        target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    else()
        target_sources(${target} PRIVATE testdata/fuzz/driver.c)
        refire_test(NAME fuzz.${corpus} COMMAND ${target} testdata/fuzz/${corpus})
    endif()
    set(fuzz_targets ${fuzz_targets} ${target} PARENT_SCOPE)
endfunction()
file(GLOB_RECURSE sources RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS
     engine/*_fuzz.c parser/*_fuzz.c cli/*_fuzz.c)
foreach(source IN LISTS sources)
    get_filename_component(name ${source} NAME_WE)
    string(REGEX REPLACE "_fuzz$" "" name ${name})
    string(REGEX REPLACE "c$" "def" rows ${source})
    if(NOT EXISTS ${CMAKE_SOURCE_DIR}/${rows})
        refire_fuzz_target(${name} ${source})
        continue()
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${rows})
    file(STRINGS ${rows} lines REGEX "^[A-Z_]+\\(\"")
    foreach(line IN LISTS lines)
        string(REGEX REPLACE "^[A-Z_]+\\(\"([^\"]+)\".*" "\\1" row ${line})
        refire_fuzz_target(${name}-${row} ${source} FUZZED="${row}")
    endforeach()
endforeach()
# What those of configurations start from, made from the rows.
add_executable(words testdata/fuzz/words.c)
refire_test_libraries(words parser/words.c)
target_link_libraries(words PRIVATE PkgConfig::CHECK)
set_target_properties(words PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
refire_test(NAME fuzz.words PLAIN COMMAND words ${CMAKE_BINARY_DIR}/fuzz/words.dict
                                    ${CMAKE_BINARY_DIR}/fuzz/words.seeds)
if(REFIRE_FUZZ)
    target_compile_options(refire_flags INTERFACE -fsanitize=fuzzer-no-link)
    add_custom_target(fuzz COMMAND ${SH} testdata/fuzz/run ${CMAKE_BINARY_DIR}/fuzz
                      DEPENDS ${fuzz_targets} words WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL)
endif()

file(GLOB_RECURSE lists CONFIGURE_DEPENDS
     cli/tests.cmake parser/tests.cmake engine/tests.cmake man/tests.cmake testdata/tests.cmake)
foreach(list IN LISTS lists)
    include(${list})
endforeach()
