# What every target is compiled and linked with.
include(CheckCCompilerFlag)

add_library(refire_flags INTERFACE)
target_include_directories(refire_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(refire_flags INTERFACE _GNU_SOURCE REFIRE_VERSION="${PROJECT_VERSION}")
target_compile_options(refire_flags INTERFACE
    -Wall -Wextra -Wconversion -Wshadow -Wformat-security -Wstrict-prototypes -Wmissing-prototypes
    -Wvla -Wundef
    # clang minds rows with designated and plain values, the rest of which is meant to be zero
    $<$<C_COMPILER_ID:Clang>:-Wno-missing-field-initializers>
    $<$<BOOL:${REFIRE_WERROR}>:-Werror>)

if(REFIRE_SANITIZE)
    target_compile_options(refire_flags INTERFACE
        -fsanitize=${REFIRE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(refire_flags INTERFACE -fsanitize=${REFIRE_SANITIZE})
    # A hundred programs with the sanitizers' runtime: most of the time goes into linking.
    find_program(LLD ld.lld)
    if(LLD AND CMAKE_C_COMPILER_ID STREQUAL "Clang")
        target_link_options(refire_flags INTERFACE -fuse-ld=lld)
    endif()
elseif(CMAKE_BUILD_TYPE MATCHES "Rel" AND NOT CMAKE_C_FLAGS MATCHES "-fsanitize")
    # Debian's hardening, and then some: the input is hostile.
    target_compile_definitions(refire_flags INTERFACE _FORTIFY_SOURCE=2)
    foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)
        string(MAKE_C_IDENTIFIER "has${flag}" known)
        check_c_compiler_flag(${flag} ${known})
        if(${known})
            target_compile_options(refire_flags INTERFACE ${flag})
        endif()
    endforeach()
    target_link_options(refire_flags INTERFACE -pie -Wl,-z,relro -Wl,-z,now -Wl,--as-needed)
endif()
