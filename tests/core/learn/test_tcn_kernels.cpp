// SPDX-License-Identifier: GPL-3.0-or-later
// Every processor level of the kernels against plain loops in double precision. Relative tolerance
// 1e-5 of the largest value (sums of some hundred float products).
#include "base/random.h"
#include "learn/aligned_buffer.h"
#include "learn/detail/tcn_kernels.h"
#include "support/test_case.h"

#include <cmath>
#include <vector>

namespace loom::learn::detail {

namespace {

constexpr int kRows = 12, kDepth = 20, kTaps = 3;

std::vector<const TcnKernels*> supportedKernels() {
    std::vector<const TcnKernels*> list = {&kPortableKernels};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        list.push_back(&kAvx2Kernels);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        list.push_back(&kAvx512Kernels);
#endif
    return list;
}

AlignedBuffer random(std::size_t count, std::uint64_t seed) {
    AlignedBuffer buffer(count);
    Rng rng(seed);
    for (float& value : buffer.span())
        value = static_cast<float>(rng.normal());
    return buffer;
}

struct Expected {
    std::vector<double> out, inner, bias;
    double slope = 0, slopeInner = 0;
};

/// The definition in tcn_kernels.h, word by word.
Expected plainRows(const RowsCall& c) {
    const auto n = static_cast<std::size_t>(kRows) * static_cast<std::size_t>(c.columns);
    Expected e{std::vector<double>(n), std::vector<double>(n),
               std::vector<double>(static_cast<std::size_t>(c.columns)), 0, 0};
    for (int r = 0; r < kRows; ++r)
        for (int j = 0; j < c.columns; ++j) {
            const auto at = static_cast<std::size_t>(r * c.columns + j);
            double x = 0;
            for (int tap = 0; tap < c.taps; ++tap)
                for (int k = 0; k < c.depth; ++k)
                    x += static_cast<double>(c.a[tap][r * c.stride + k]) *
                         c.w[tap][k * c.columns + j];
            const double residual = c.residual ? c.residual[at] : 0;
            const auto bend = [](double value, double sign, double slope) {
                return sign < 0 ? value * slope : value;
            };
            switch (c.end) {
            case RowsEnd::Bias:
                x += c.bias[j] + residual;
                break;
            case RowsEnd::Prelu:
                x += c.bias[j] + residual;
                x = bend(x, x, c.slope);
                break;
            case RowsEnd::BlockEnd:
                x += c.bias[j];
                e.inner[at] = x = bend(x, x, c.slopeInner);
                x = bend(x + residual, x + residual, c.slope);
                break;
            case RowsEnd::Tangent:
                x = bend(x, c.mask[at], c.slope);
                break;
            case RowsEnd::TangentEnd:
                e.inner[at] = x = bend(x, c.maskInner[at], c.slopeInner);
                x = bend(x + residual, c.mask[at], c.slope);
                break;
            case RowsEnd::Back:
            case RowsEnd::BackEnd:
                x += residual;
                e.slope += c.mask[at] < 0 ? x * c.value[at] : 0;
                x = bend(x, c.mask[at], c.slope);
                break;
            }
            e.out[at] = x;
            if (c.end == RowsEnd::BackEnd) {
                e.slopeInner += c.maskInner[at] < 0 ? x * c.valueInner[at] : 0;
                e.inner[at] = x = bend(x, c.maskInner[at], c.slopeInner);
            }
            e.bias[static_cast<std::size_t>(j)] += x;
        }
    return e;
}

bool close(std::span<const double> expected, std::span<const float> actual) {
    double largest = 1e-9;
    double difference = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        largest = std::max(largest, std::abs(expected[i]));
        difference = std::max(difference, std::abs(expected[i] - actual[i]));
    }
    return difference <= 1e-5 * largest;
}

} // namespace

class TestTcnKernels : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void rowsEqualPlainLoops_data();
    void rowsEqualPlainLoops();
    void weightsEqualPlainLoops();
};

void TestTcnKernels::rowsEqualPlainLoops_data() {
    QTest::addColumn<int>("end");
    QTest::addColumn<int>("columns");
    const RowsEnd ends[] = {RowsEnd::Bias,    RowsEnd::Prelu,      RowsEnd::BlockEnd,
                            RowsEnd::Tangent, RowsEnd::TangentEnd, RowsEnd::Back,
                            RowsEnd::BackEnd};
    for (const RowsEnd end : ends)
        for (const int columns : {16, 32, 48, 64, 80, 96, 112, 176})
            QTest::addRow("end %d, %d columns", static_cast<int>(end), columns)
                << static_cast<int>(end) << columns;
}

void TestTcnKernels::rowsEqualPlainLoops() {
    QFETCH(int, end);
    QFETCH(int, columns);
    const auto wide = static_cast<std::size_t>(columns);
    const AlignedBuffer a = random(64 * kDepth, 1), w = random(kTaps * kDepth * wide, 2);
    const AlignedBuffer bias = random(wide, 3), residual = random(kRows * wide, 4);
    const AlignedBuffer mask = random(kRows * wide, 5), maskInner = random(kRows * wide, 6);
    RowsCall call;
    call.end = static_cast<RowsEnd>(end);
    call.quads = kRows / kQuad;
    call.columns = columns;
    call.taps = kTaps;
    for (int tap = 0; tap < kTaps; ++tap) {
        call.a[tap] = a.data() + 7 * tap * kDepth;
        call.w[tap] = w.data() + static_cast<std::size_t>(tap * kDepth) * wide;
    }
    call.depth = call.stride = kDepth;
    call.bias = bias.data();
    call.residual = residual.data();
    call.slope = 0.3F;
    call.slopeInner = 0.2F;
    call.mask = call.value = mask.data();
    call.maskInner = call.valueInner = maskInner.data();
    const Expected expected = plainRows(call);
    const bool sums = call.end == RowsEnd::Back || call.end == RowsEnd::BackEnd;
    for (const TcnKernels* kernels : supportedKernels()) {
        AlignedBuffer out(kRows * wide), inner(kRows * wide), biasGradient(wide);
        float slope = 0, slopeInner = 0;
        call.out = out.data();
        call.inner = inner.data();
        call.biasGradient = sums ? biasGradient.data() : nullptr;
        call.slopeSum = sums ? &slope : nullptr;
        call.slopeSumInner = sums ? &slopeInner : nullptr;
        kernels->rows(call);
        QVERIFY2(close(expected.out, out.span()), kernels->name);
        QVERIFY2(close(expected.inner, inner.span()), kernels->name);
        if (!sums)
            continue;
        QVERIFY2(close(expected.bias, biasGradient.span()), kernels->name);
        QVERIFY2(std::abs(expected.slope - slope) < 1e-3, kernels->name);
        QVERIFY2(std::abs(expected.slopeInner - slopeInner) < 1e-3, kernels->name);
    }
}

void TestTcnKernels::weightsEqualPlainLoops() {
    for (const int columns : {16, 48, 80, 112}) {
        const auto wide = static_cast<std::size_t>(columns);
        const int groups = 30, rows = 8; // more rows than one block of the kernel
        const AlignedBuffer a = random(2 * groups * rows * kDepth, 7);
        const AlignedBuffer b = random(groups * rows * wide, 8);
        std::vector<double> expected(kDepth * wide, 1.0);
        for (int g = 0; g < groups; ++g)
            for (int r = 0; r < rows; ++r)
                for (int k = 0; k < kDepth; ++k)
                    for (int j = 0; j < columns; ++j)
                        expected[static_cast<std::size_t>(k * columns + j)] +=
                            static_cast<double>(a.data()[(2 * g * rows + r) * kDepth + k]) *
                            b.data()[(g * rows + r) * columns + j];
        for (const TcnKernels* kernels : supportedKernels()) {
            AlignedBuffer gradient(kDepth * wide);
            std::fill(gradient.span().begin(), gradient.span().end(), 1.0F);
            kernels->weights({.groups = groups,
                              .rows = rows,
                              .a = a.data(),
                              .aGroupStride = 2 * rows * kDepth,
                              .stride = kDepth,
                              .depth = kDepth,
                              .b = b.data(),
                              .bGroupStride = rows * columns,
                              .columns = columns,
                              .gradient = gradient.data()});
            QVERIFY2(close(expected, gradient.span()), kernels->name);
        }
    }
}

} // namespace loom::learn::detail

using loom::learn::detail::TestTcnKernels;
LOOM_TEST(TestTcnKernels)
#include "test_tcn_kernels.moc"
