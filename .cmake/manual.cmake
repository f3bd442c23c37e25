# What is printed from the table in cli/options.c: completions at build time; the manual page's
# sections into the page itself, by hand (update-golden), because the page is part of the tree.
add_executable(manual man/manual.c)
target_link_libraries(manual PRIVATE refire_cli)
add_executable(completion man/completion.c)
target_link_libraries(completion PRIVATE refire_cli)
set_target_properties(manual completion PROPERTIES
                      RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/man)

file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/completion)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/completion/refire
                   COMMAND completion bash > ${CMAKE_BINARY_DIR}/completion/refire
                   DEPENDS completion VERBATIM)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/completion/_refire
                   COMMAND completion zsh > ${CMAKE_BINARY_DIR}/completion/_refire
                   DEPENDS completion VERBATIM)
add_custom_target(completions ALL DEPENDS ${CMAKE_BINARY_DIR}/completion/refire
                                          ${CMAKE_BINARY_DIR}/completion/_refire)

# printed_page(PROGRAM LIBRARY PAGE): a page that is nothing but its table is made and not kept.
function(printed_page program library page)
    add_executable(${program} man/${program}.c)
    target_link_libraries(${program} PRIVATE ${library})
    set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/man)
    set(printed ${CMAKE_BINARY_DIR}/man/${page})
    add_custom_command(OUTPUT ${printed}
                       COMMAND ${program} < ${CMAKE_SOURCE_DIR}/man/${page}.in > ${printed}
                       DEPENDS ${program} man/${page}.in VERBATIM)
    add_custom_target(${program}_manual ALL DEPENDS ${printed})
endfunction()
printed_page(messages refire_engine refire-messages.7)
printed_page(commands refire_parser refire-commands.5)
