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

# The page about the messages is nothing but its table, so it is made and not kept.
add_executable(messages man/messages.c)
target_link_libraries(messages PRIVATE refire_engine)
set_target_properties(messages PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/man)
set(messages_page ${CMAKE_BINARY_DIR}/man/refire-messages.7)
add_custom_command(OUTPUT ${messages_page}
                   COMMAND messages < ${CMAKE_SOURCE_DIR}/man/refire-messages.7.in > ${messages_page}
                   DEPENDS messages man/refire-messages.7.in VERBATIM)
add_custom_target(messages_manual ALL DEPENDS ${messages_page})
