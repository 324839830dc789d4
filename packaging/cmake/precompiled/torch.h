// SPDX-License-Identifier: GPL-3.0-or-later
// What every file that includes LibTorch parses. See LoomPrecompiled.cmake. torch/nn.h and
// torch/optim.h are left out, and with them torch/torch.h: nearly half of LibTorch's parsing time
// and of the precompiled header's memory, for files that need none of it.
#pragma once

#include <torch/autograd.h>
#include <torch/cuda.h>
#include <torch/types.h>
#include <torch/utils.h>
