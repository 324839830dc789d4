# SPDX-License-Identifier: GPL-3.0-or-later
# Language level, build type, compiler cache, fast linker, warnings and sanitizers.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(LOOM_CCACHE ccache)
if(LOOM_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Sloppiness lets ccache keep objects that use precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 "${LOOM_CCACHE}")
endif()

find_program(LOOM_MOLD mold)
find_program(LOOM_LLD ld.lld)
if(LOOM_MOLD)
  add_link_options(-fuse-ld=mold)
elseif(LOOM_LLD)
  add_link_options(-fuse-ld=lld)
endif()

# One interface target carries what every target of ours is compiled with.
add_library(loom_options INTERFACE)
target_compile_options(loom_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wno-sign-conversion -fno-math-errno -fpch-preprocess)
target_compile_definitions(loom_options INTERFACE
  QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CONTEXTLESS_CONNECT
  QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_USE_QSTRINGBUILDER
  $<$<NOT:$<CONFIG:Debug>>:_GLIBCXX_ASSERTIONS>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 sees copies beyond the ends of std::string where there are none.
  target_compile_options(loom_options INTERFACE -Wno-array-bounds -Wno-restrict
                         -Wno-stringop-overread -Wno-stringop-overflow)
endif()
if(QUANTLOOM_WERROR)
  target_compile_options(loom_options INTERFACE -Werror)
endif()
# loom_sanitizer_environment: what the tests run with. The suppressions name code of others only.
set(loom_sanitizer_environment "")
set(loom_test_seconds 300)
if(QUANTLOOM_SANITIZE)
  set(loom_test_seconds 1800)
endif()
if(QUANTLOOM_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  set(loom_sanitizer_environment
    "ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1"
    "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1")
elseif(QUANTLOOM_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
  set(loom_sanitizer_environment
    "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/sanitizers/tsan.supp:second_deadlock_stack=1")
endif()
