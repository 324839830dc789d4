// SPDX-License-Identifier: GPL-3.0-or-later
// Body of the pointwise kernels; included by one source file a processor level, which sets the
// target, a namespace and LOOM_WIDTH, the floats of a register. Nothing of the standard library may
// be used below: an inline function compiled for a newer processor could be linked into all others.

namespace {

typedef float Lane __attribute__((vector_size(LOOM_WIDTH * 4), aligned(4), may_alias));
typedef int IntLane __attribute__((vector_size(LOOM_WIDTH * 4)));
typedef unsigned Bits __attribute__((vector_size(LOOM_WIDTH * 4)));
inline constexpr int kWidth = LOOM_WIDTH;

inline Lane load(const float* from) {
    return *reinterpret_cast<const Lane*>(from);
}
inline void store(float* to, Lane value) {
    *reinterpret_cast<Lane*>(to) = value;
}
inline Lane all(float value) {
    return value - Lane{};
}
inline Lane smaller(Lane a, Lane b) {
    return a < b ? a : b;
}
inline Lane larger(Lane a, Lane b) {
    return a > b ? a : b;
}
inline float sumOf(Lane value) {
    float sum = 0;
    for (int i = 0; i < kWidth; ++i)
        sum += value[i];
    return sum;
}

/// 0, 1, 2 …
inline IntLane counting() {
    IntLane out = {};
    for (int i = 0; i < kWidth; ++i)
        out[i] = i;
    return out;
}

/// Where column + place is below the number of columns.
inline IntLane inside(int column, int columns) {
    return counting() < (columns - column);
}

/// e^x; clamped to what a float can hold.
inline Lane exponential(Lane x) {
    x = smaller(larger(x, all(-87.3F)), all(88.0F));
    constexpr float kMagic = 12582912.0F; // 1.5 * 2^23: adding it rounds to an integer
    const Lane shifted = x * 1.44269504F + kMagic;
    const Lane n = shifted - kMagic;
    const Lane r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
    Lane p = r * 1.9875691500e-4F + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * (r * r) + r + 1.0F;
    return reinterpret_cast<Lane>(reinterpret_cast<Bits>(p) +
                                  (reinterpret_cast<Bits>(shifted) << 23));
}

inline Lane sigmoid(Lane x) {
    return 1.0F / (1.0F + exponential(-x));
}

inline Lane tangent(Lane x) {
    const Lane z = x * x;
    Lane p = z * -5.70498872745e-3F + 2.06390887954e-2F;
    p = p * z - 5.37397155531e-2F;
    p = p * z + 1.33314422036e-1F;
    p = p * z - 3.33332819422e-1F;
    const Lane small = p * z * x + x;
    const Lane large = 1.0F - 2.0F / (exponential(x + x) + 1.0F);
    return z < 0.390625F ? small : large;
}

void logistic(float* values, std::size_t count) {
    for (std::size_t i = 0; i < count; i += kWidth)
        store(values + i, sigmoid(load(values + i)));
}

void hyperbolic(float* values, std::size_t count) {
    for (std::size_t i = 0; i < count; i += kWidth)
        store(values + i, tangent(load(values + i)));
}

/// Clevert et al. 2016: x where positive, else e^x - 1.
void elu(float* values, std::size_t count) {
    for (std::size_t i = 0; i < count; i += kWidth) {
        const Lane x = load(values + i);
        store(values + i, x > 0.0F ? x : exponential(x) - 1.0F);
    }
}

void lstmCell(const LstmCellCall& c) {
    const std::size_t hidden = static_cast<std::size_t>(c.hidden);
    for (std::size_t r = 0; r < c.rows; ++r) {
        float* gates = c.gates + r * 4 * hidden;
        for (std::size_t j = 0; j < hidden; j += kWidth) {
            const std::size_t at = r * hidden + j;
            const Lane in = sigmoid(load(gates + j));
            const Lane forget = sigmoid(load(gates + hidden + j));
            const Lane update = tangent(load(gates + 2 * hidden + j));
            const Lane output = sigmoid(load(gates + 3 * hidden + j));
            Lane cell = in * update;
            if (c.before)
                cell += forget * load(c.before + at);
            const Lane squashed = tangent(cell);
            store(gates + j, in);
            store(gates + hidden + j, forget);
            store(gates + 2 * hidden + j, update);
            store(gates + 3 * hidden + j, output);
            store(c.cell + at, cell);
            store(c.squashed + at, squashed);
            store(c.out + at, output * squashed);
        }
    }
}

void lstmCellBack(const LstmCellBackCall& c) {
    const std::size_t hidden = static_cast<std::size_t>(c.hidden);
    for (std::size_t r = 0; r < c.rows; ++r) {
        const float* gates = c.gates + r * 4 * hidden;
        float* sums = c.sums + r * 4 * hidden;
        for (std::size_t j = 0; j < hidden; j += kWidth) {
            const std::size_t at = r * hidden + j;
            const Lane in = load(gates + j), forget = load(gates + hidden + j);
            const Lane update = load(gates + 2 * hidden + j);
            const Lane output = load(gates + 3 * hidden + j);
            const Lane squashed = load(c.squashed + at), out = load(c.outGradient + at);
            const Lane cell =
                load(c.cellGradient + at) + out * output * (1.0F - squashed * squashed);
            const Lane before = c.before ? load(c.before + at) : Lane{};
            store(sums + j, cell * update * in * (1.0F - in));
            store(sums + hidden + j, cell * before * forget * (1.0F - forget));
            store(sums + 2 * hidden + j, cell * in * (1.0F - update * update));
            store(sums + 3 * hidden + j, out * squashed * output * (1.0F - output));
            store(c.cellGradient + at, cell * forget);
        }
    }
}

void softmax(float* scores, std::size_t rows, int columns, int stride, float scale) {
    for (std::size_t r = 0; r < rows; ++r, scores += stride) {
        Lane top = all(-3e38F);
        for (int j = 0; j < columns; j += kWidth)
            top = larger(top, inside(j, columns) ? load(scores + j) * scale : top);
        float highest = top[0];
        for (int i = 1; i < kWidth; ++i)
            highest = top[i] > highest ? top[i] : highest;
        Lane total = {};
        for (int j = 0; j < columns; j += kWidth) {
            const Lane e = exponential(load(scores + j) * scale - highest);
            const Lane kept = inside(j, columns) ? e : Lane{};
            total += kept;
            store(scores + j, kept);
        }
        const float share = 1.0F / sumOf(total);
        for (int j = 0; j < columns; j += kWidth)
            store(scores + j, load(scores + j) * share);
    }
}

void softmaxBack(const float* probabilities, float* gradient, std::size_t rows, int columns,
                 int stride, float scale) {
    for (std::size_t r = 0; r < rows; ++r, probabilities += stride, gradient += stride) {
        Lane sum = {};
        for (int j = 0; j < columns; j += kWidth)
            sum += load(probabilities + j) * load(gradient + j);
        const float mean = sumOf(sum);
        for (int j = 0; j < columns; j += kWidth)
            store(gradient + j, load(probabilities + j) * (load(gradient + j) - mean) * scale);
    }
}

/// 1 / sqrt(x) by Newton's method from the classic first guess: four rounds reach a float's limit.
inline float inverseRoot(float x) {
    unsigned bits;
    __builtin_memcpy(&bits, &x, 4);
    bits = 0x5f3759dfU - (bits >> 1);
    float y;
    __builtin_memcpy(&y, &bits, 4);
    for (int i = 0; i < 4; ++i)
        y *= 1.5F - 0.5F * x * y * y;
    return y;
}

void norm(const NormCall& c) {
    const float share = 1.0F / static_cast<float>(c.columns);
    for (std::size_t r = 0; r < c.rows; ++r) {
        const float* x = c.x + r * static_cast<std::size_t>(c.stride);
        float* out = c.out + r * static_cast<std::size_t>(c.stride);
        Lane sum = {}, squares = {};
        for (int j = 0; j < c.columns; j += kWidth)
            sum += inside(j, c.columns) ? load(x + j) : Lane{};
        const float mean = sumOf(sum) * share;
        for (int j = 0; j < c.columns; j += kWidth) {
            const Lane away = inside(j, c.columns) ? load(x + j) - mean : Lane{};
            squares += away * away;
        }
        const float inverse = inverseRoot(sumOf(squares) * share + 1e-5F);
        c.moments[2 * r] = mean;
        c.moments[2 * r + 1] = inverse;
        for (int j = 0; j < c.columns; j += kWidth)
            store(out + j, (load(x + j) - mean) * inverse * load(c.scale + j) + load(c.shift + j));
    }
}

void normBack(const NormCall& c) {
    const float share = 1.0F / static_cast<float>(c.columns);
    for (std::size_t r = 0; r < c.rows; ++r) {
        const std::size_t row = r * static_cast<std::size_t>(c.stride);
        const float mean = c.moments[2 * r], inverse = c.moments[2 * r + 1];
        Lane sum = {}, products = {};
        for (int j = 0; j < c.columns; j += kWidth) {
            const Lane normal = (load(c.x + row + j) - mean) * inverse;
            const Lane out = load(c.outGradient + row + j);
            const Lane slope = out * load(c.scale + j);
            sum += slope;
            products += slope * normal;
            store(c.scaleGradient + j, load(c.scaleGradient + j) + out * normal);
            store(c.shiftGradient + j, load(c.shiftGradient + j) + out);
        }
        const float meanSlope = sumOf(sum) * share, meanProduct = sumOf(products) * share;
        for (int j = 0; j < c.columns; j += kWidth) {
            const Lane normal = (load(c.x + row + j) - mean) * inverse;
            const Lane slope = load(c.outGradient + row + j) * load(c.scale + j);
            const Lane x = (slope - meanSlope - normal * meanProduct) * inverse;
            store(c.out + row + j, inside(j, c.columns) ? x : Lane{});
        }
    }
}

/// The finaliser of MurmurHash3 (Appleby): every bit of the input changes every bit of the output.
inline Bits mixed(Bits x) {
    x ^= x >> 16;
    x *= 0x85ebca6bU;
    x ^= x >> 13;
    x *= 0xc2b2ae35U;
    return x ^ (x >> 16);
}

void drop(float* values, int count, std::uint64_t key, std::uint32_t first,
          std::uint32_t threshold, float scale) {
    const Bits low = static_cast<unsigned>(key) - Bits{};
    const Bits high = static_cast<unsigned>(key >> 32) - Bits{};
    const Bits place = reinterpret_cast<Bits>(counting()) + first;
    for (int j = 0; j < count; j += kWidth) {
        const Bits hash = mixed(mixed((place + static_cast<unsigned>(j)) ^ low) ^ high);
        const Lane value = load(values + j) * scale;
        const Lane kept = hash < threshold ? Lane{} : value;
        store(values + j, inside(j, count) ? kept : Lane{});
    }
}

} // namespace
