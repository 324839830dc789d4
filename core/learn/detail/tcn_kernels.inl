// SPDX-License-Identifier: GPL-3.0-or-later
// Body of the kernels; included by one source file a processor level, which sets the target, a
// namespace and LOOM_WIDTH, the floats of a register. Nothing of the standard library may
// be used below: an inline function compiled for a newer processor could be linked into all others.

namespace {

typedef float Lane __attribute__((vector_size(LOOM_WIDTH * 4), aligned(4), may_alias));
inline constexpr int kWidth = LOOM_WIDTH;

inline Lane load(const float* from) {
    return *reinterpret_cast<const Lane*>(from);
}
inline void store(float* to, Lane value) {
    *reinterpret_cast<Lane*>(to) = value;
}
inline Lane scaledWhereNegative(Lane value, Lane sign, float slope) {
    return sign < 0.0F ? value * slope : value;
}
inline Lane zeroWherePositive(Lane value, Lane sign) {
    return sign < 0.0F ? value : Lane{};
}

template <int N>
struct Tile {
    Lane at[kQuad][N];
};

/// sum += (x0, x1, x2, x3)' * row. The factors have names because an array of them would be
/// spilled.
template <int N>
inline void addOuter(Tile<N>& sum, float x0, float x1, float x2, float x3, const float* row) {
    const Lane y0 = x0 - Lane{}, y1 = x1 - Lane{}, y2 = x2 - Lane{}, y3 = x3 - Lane{};
#pragma GCC unroll 8
    for (int v = 0; v < N; ++v) {
        const Lane value = load(row + v * kWidth);
        sum.at[0][v] += y0 * value;
        sum.at[1][v] += y1 * value;
        sum.at[2][v] += y2 * value;
        sum.at[3][v] += y3 * value;
    }
}

template <int N>
inline void accumulate(Tile<N>& sum, const float* a, int stride, const float* w, int columns,
                       int depth) {
    for (int k = 0; k < depth; ++k, w += columns)
        addOuter<N>(sum, a[k], a[stride + k], a[2 * stride + k], a[3 * stride + k], w);
}

/// Sums over rows that a panel of columns collects for the gradients.
template <int N>
struct Sums {
    Lane bias[N] = {};
    Lane slope = {};
    Lane slopeInner = {};
};

template <RowsEnd kEnd, int N>
inline void finishLane(const RowsCall& c, Sums<N>& sums, int v, std::ptrdiff_t at, int column,
                       Lane x) {
    if constexpr (kEnd == RowsEnd::Bias || kEnd == RowsEnd::Prelu || kEnd == RowsEnd::BlockEnd)
        x += load(c.bias + column);
    if constexpr (kEnd == RowsEnd::Bias || kEnd == RowsEnd::Prelu)
        if (c.residual)
            x += load(c.residual + at);
    if constexpr (kEnd == RowsEnd::Prelu)
        x = scaledWhereNegative(x, x, c.slope);
    if constexpr (kEnd == RowsEnd::BlockEnd) {
        x = scaledWhereNegative(x, x, c.slopeInner);
        if (c.inner)
            store(c.inner + at, x);
        x += load(c.residual + at);
        x = scaledWhereNegative(x, x, c.slope);
    }
    if constexpr (kEnd == RowsEnd::Tangent)
        x = scaledWhereNegative(x, load(c.mask + at), c.slope);
    if constexpr (kEnd == RowsEnd::TangentEnd) {
        x = scaledWhereNegative(x, load(c.maskInner + at), c.slopeInner);
        store(c.inner + at, x);
        x = scaledWhereNegative(x + load(c.residual + at), load(c.mask + at), c.slope);
    }
    if constexpr (kEnd == RowsEnd::Back || kEnd == RowsEnd::BackEnd) {
        if (c.residual)
            x += load(c.residual + at);
        const Lane mask = load(c.mask + at);
        if (c.value)
            sums.slope += zeroWherePositive(x * load(c.value + at), mask);
        x = scaledWhereNegative(x, mask, c.slope);
    }
    store(c.out + at, x);
    if constexpr (kEnd == RowsEnd::BackEnd) {
        const Lane mask = load(c.maskInner + at);
        if (c.valueInner)
            sums.slopeInner += zeroWherePositive(x * load(c.valueInner + at), mask);
        x = scaledWhereNegative(x, mask, c.slopeInner);
        store(c.inner + at, x);
    }
    sums.bias[v] += x;
}

template <int N>
inline void addSums(const RowsCall& c, const Sums<N>& sums, int column) {
    if (c.biasGradient)
#pragma GCC unroll 8
        for (int v = 0; v < N; ++v)
            store(c.biasGradient + column + v * kWidth,
                  load(c.biasGradient + column + v * kWidth) + sums.bias[v]);
    for (int i = 0; i < kWidth; ++i) {
        if (c.slopeSum)
            *c.slopeSum += sums.slope[i];
        if (c.slopeSumInner)
            *c.slopeSumInner += sums.slopeInner[i];
    }
}

/// All rows of N lanes of columns, starting at `column`.
template <RowsEnd kEnd, int N>
void rowsPanel(const RowsCall& c, int column) {
    Sums<N> sums;
    for (std::ptrdiff_t quad = 0; quad < c.quads; ++quad) {
        // Keeps the sums in memory meanwhile, so that every register serves the products.
        asm volatile("" : : "r"(&sums) : "memory");
        Tile<N> sum = {};
        for (int tap = 0; tap < c.taps; ++tap)
            accumulate<N>(sum, c.a[tap] + quad * kQuad * c.stride, c.stride, c.w[tap] + column,
                          c.columns, c.depth);
#pragma GCC unroll 4
        for (int i = 0; i < kQuad; ++i) {
            const std::ptrdiff_t row = (quad * kQuad + i) * c.columns;
#pragma GCC unroll 8
            for (int v = 0; v < N; ++v)
                finishLane<kEnd, N>(c, sums, v, row + column + v * kWidth, column + v * kWidth,
                                    sum.at[i][v]);
        }
    }
    addSums<N>(c, sums, column);
}

template <RowsEnd kEnd>
void rowsOf(const RowsCall& c) {
    int column = 0;
    while (column < c.columns) {
        const int left = (c.columns - column) / kWidth;
        const int lanes = left <= kPanel ? left : (left < 2 * kPanel ? (left + 1) / 2 : kPanel);
        switch (lanes) {
        case 1:
            rowsPanel<kEnd, 1>(c, column);
            break;
        case 2:
            rowsPanel<kEnd, 2>(c, column);
            break;
#if LOOM_PANEL >= 5
        case 3:
            rowsPanel<kEnd, 3>(c, column);
            break;
        case 4:
            rowsPanel<kEnd, 4>(c, column);
            break;
        default:
            rowsPanel<kEnd, 5>(c, column);
            break;
#else
        default:
            break;
#endif
        }
        column += lanes * kWidth;
    }
}

void rows(const RowsCall& c) {
    switch (c.end) {
    case RowsEnd::Bias:
        return rowsOf<RowsEnd::Bias>(c);
    case RowsEnd::Prelu:
        return rowsOf<RowsEnd::Prelu>(c);
    case RowsEnd::BlockEnd:
        return rowsOf<RowsEnd::BlockEnd>(c);
    case RowsEnd::Tangent:
        return rowsOf<RowsEnd::Tangent>(c);
    case RowsEnd::TangentEnd:
        return rowsOf<RowsEnd::TangentEnd>(c);
    case RowsEnd::Back:
        return rowsOf<RowsEnd::Back>(c);
    case RowsEnd::BackEnd:
        return rowsOf<RowsEnd::BackEnd>(c);
    }
}

/// Four rows of the gradient, N lanes of it, over the given groups.
template <int N>
inline void weightsTile(const WeightsCall& c, std::ptrdiff_t first, std::ptrdiff_t last, int k,
                        int column) {
    Tile<N> sum = {};
    for (std::ptrdiff_t group = first; group < last; ++group) {
        const float* a = c.a + group * c.aGroupStride + k;
        const float* b = c.b + group * c.bGroupStride + column;
        for (int row = 0; row < c.rows; ++row, a += c.stride, b += c.columns)
            addOuter<N>(sum, a[0], a[1], a[2], a[3], b);
    }
#pragma GCC unroll 4
    for (int i = 0; i < kQuad; ++i)
#pragma GCC unroll 8
        for (int v = 0; v < N; ++v) {
            float* to = c.gradient + (k + i) * c.columns + column + v * kWidth;
            store(to, load(to) + sum.at[i][v]);
        }
}

template <int N>
void weightsPanel(const WeightsCall& c, int column) {
    // So many rows of b stay in the first-level cache while all of a's columns pass by.
    const std::ptrdiff_t step = c.rows >= 96 ? 1 : 96 / c.rows;
    for (std::ptrdiff_t first = 0; first < c.groups; first += step) {
        const std::ptrdiff_t last = first + step < c.groups ? first + step : c.groups;
        for (int k = 0; k < c.depth; k += kQuad)
            weightsTile<N>(c, first, last, k, column);
    }
}

void weights(const WeightsCall& c) {
    int column = 0;
    while (column < c.columns) {
        const int left = (c.columns - column) / kWidth;
        const int lanes = left <= kPanel ? left : (left < 2 * kPanel ? (left + 1) / 2 : kPanel);
        switch (lanes) {
        case 1:
            weightsPanel<1>(c, column);
            break;
        case 2:
            weightsPanel<2>(c, column);
            break;
#if LOOM_PANEL >= 5
        case 3:
            weightsPanel<3>(c, column);
            break;
        case 4:
            weightsPanel<4>(c, column);
            break;
        default:
            weightsPanel<5>(c, column);
            break;
#else
        default:
            break;
#endif
        }
        column += lanes * kWidth;
    }
}

} // namespace
