# SPDX-License-Identifier: GPL-3.0-or-later
# LibTorch as one imported target, Torch::Torch, linked library by library.
#
# TorchConfig.cmake is not used: for a CUDA build it insists on the CUDA toolkit, which a user's
# machine need not have. Looked for in: Torch_DIR, CMAKE_PREFIX_PATH (the wheel's share/cmake or the
# package's root), then Debian's libtorch-dev.

set(loom_torch_hints "")
foreach(dir IN LISTS Torch_DIR CMAKE_PREFIX_PATH)
  list(APPEND loom_torch_hints "${dir}" "${dir}/../.." "${dir}/../../..")
endforeach()

find_path(LOOM_TORCH_ROOT include/torch/csrc/api/include/torch/torch.h
          HINTS ${loom_torch_hints} PATHS /usr NO_CMAKE_FIND_ROOT_PATH)
if(NOT LOOM_TORCH_ROOT)
  message(FATAL_ERROR "LibTorch was not found. Run ./packaging/setup, or pass "
    "-DCMAKE_PREFIX_PATH=\"$(python3 -c 'import torch; print(torch.utils.cmake_prefix_path)')\".")
endif()
find_library(LOOM_TORCH_LIB torch HINTS "${LOOM_TORCH_ROOT}/lib" REQUIRED)
get_filename_component(LOOM_TORCH_LIBDIR "${LOOM_TORCH_LIB}" DIRECTORY)

add_library(Torch::Torch INTERFACE IMPORTED)
target_include_directories(Torch::Torch SYSTEM INTERFACE
  "${LOOM_TORCH_ROOT}/include" "${LOOM_TORCH_ROOT}/include/torch/csrc/api/include")
set(loom_torch_libs "")
foreach(lib torch torch_cpu c10)
  find_library(LOOM_${lib} ${lib} HINTS "${LOOM_TORCH_LIBDIR}" NO_DEFAULT_PATH REQUIRED)
  list(APPEND loom_torch_libs "${LOOM_${lib}}")
endforeach()
# A CUDA build registers its kernels when libtorch_cuda is loaded; nothing of ours names a symbol of
# it, so the linker must be told to keep it.
find_library(LOOM_TORCH_CUDA torch_cuda HINTS "${LOOM_TORCH_LIBDIR}" NO_DEFAULT_PATH)
if(LOOM_TORCH_CUDA)
  find_library(LOOM_C10_CUDA c10_cuda HINTS "${LOOM_TORCH_LIBDIR}" NO_DEFAULT_PATH REQUIRED)
  list(APPEND loom_torch_libs "${LOOM_C10_CUDA}"
    "-Wl,--no-as-needed,${LOOM_TORCH_CUDA},--as-needed")
  # The CUDA libraries torch_cuda needs are found through its own RUNPATH, not by us.
  target_link_options(Torch::Torch INTERFACE -Wl,--allow-shlib-undefined)
endif()
# Keep one OpenMP runtime in the process: the wheel's own.
target_link_libraries(Torch::Torch INTERFACE ${loom_torch_libs})
message(STATUS "LibTorch: ${LOOM_TORCH_LIB}${LOOM_TORCH_CUDA}")
