// SPDX-License-Identifier: GPL-3.0-or-later
// What the command line returns to the shell; documented in `quantloom --help` and the help page.
#pragma once

#include "base/result.h"

namespace loom::app {

enum ExitCode : int {
    kOk = 0,
    kFailed = 1,       ///< a defect of ours or memory
    kBadInput = 2,     ///< an option, a file or a study is wrong
    kNoData = 3,       ///< the symbol, run or model is unknown, or nothing exists there
    kNetwork = 4,      ///< refused or unreachable; the cache still works
    kStorage = 5,      ///< disk or database: full, read-only, locked, damaged, newer
    kInterrupted = 130 ///< stopped by Ctrl-C
};

inline ExitCode exitCode(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidInput:
        return kBadInput;
    case ErrorCode::NotFound:
    case ErrorCode::NoData:
    case ErrorCode::UnknownSymbol:
        return kNoData;
    case ErrorCode::Refused:
    case ErrorCode::Unreachable:
        return kNetwork;
    case ErrorCode::Io:
    case ErrorCode::Corrupt:
    case ErrorCode::NewerVersion:
    case ErrorCode::Busy:
        return kStorage;
    case ErrorCode::Cancelled:
        return kInterrupted;
    case ErrorCode::OutOfMemory:
    case ErrorCode::Internal:
        return kFailed;
    }
    return kFailed;
}

} // namespace loom::app
