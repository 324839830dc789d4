// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

namespace loom {

std::string_view errorCodeName(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidInput: return "invalid input";
    case ErrorCode::NotFound: return "not found";
    case ErrorCode::NoData: return "no data";
    case ErrorCode::UnknownSymbol: return "unknown symbol";
    case ErrorCode::Refused: return "refused";
    case ErrorCode::Unreachable: return "unreachable";
    case ErrorCode::Io: return "disk";
    case ErrorCode::Corrupt: return "corrupt";
    case ErrorCode::NewerVersion: return "newer version";
    case ErrorCode::Busy: return "busy";
    case ErrorCode::Cancelled: return "cancelled";
    case ErrorCode::OutOfMemory: return "out of memory";
    case ErrorCode::Internal: return "internal";
    }
    return "internal";
}

std::string Error::text() const {
    if (context.empty())
        return message;
    std::string out = message + " (";
    for (std::size_t i = 0; i < context.size(); ++i)
        out += (i == 0 ? "while trying to " : ", to ") + context[i];
    return out + ")";
}

} // namespace loom
