package dev.attune.serving.checkpoint;

/**
 * The two 16-bit float formats, to and from float32.
 *
 * <p>bfloat16 is the upper half of a float32. float16 (IEEE 754 binary16) has 5 exponent bits of bias 15 and 10 mantissa
 * bits. Widening is exact for every value, subnormals, infinities and NaN included; narrowing rounds to nearest, ties to
 * even, overflows to infinity and keeps NaN a NaN.
 */
final class HalfPrecision {
    /** Moves a float16's exponent field to where a float32 of the same value has it: 127 − 15 = 112. */
    private static final int REBIAS = 112 << 23;

    private static final float SMALLEST_NORMAL = 0x1p-14f;
    private static final int INFINITY_16 = 0x7c00;
    private static final int QUIET_NAN_16 = 0x7e00;
    /** The float32 halfway between the largest float16, 65504, and 65536; it and all above round to infinity. */
    private static final int OVERFLOW = Float.floatToRawIntBits(65520f);

    private HalfPrecision() {}

    static void widenBfloat16(short[] bits, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Float.intBitsToFloat(bits[i] << 16);
        }
    }

    static void widenFloat16(short[] bits, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = float16ToFloat(bits[i]);
        }
    }

    static void narrowToBfloat16(float[] values, short[] bits, int count) {
        for (int i = 0; i < count; i++) {
            bits[i] = floatToBfloat16(values[i]);
        }
    }

    static void narrowToFloat16(float[] values, short[] bits, int count) {
        for (int i = 0; i < count; i++) {
            bits[i] = floatToFloat16(values[i]);
        }
    }

    static float float16ToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int magnitude = half & 0x7fff;
        int bits;
        if (magnitude >= INFINITY_16) {
            bits = (magnitude << 13) | 0x7f800000;
        } else if (magnitude >= 0x0400) {
            bits = (magnitude << 13) + REBIAS;
        } else {
            // A subnormal is mantissa × 2^-24: build 2^-14 + that, which is a normal float32, and take 2^-14 away.
            float shifted = Float.intBitsToFloat((magnitude << 13) + REBIAS + (1 << 23));
            bits = Float.floatToRawIntBits(shifted - SMALLEST_NORMAL);
        }
        return Float.intBitsToFloat(sign | bits);
    }

    static short floatToBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            // The payload may lie in the lower half only; the quiet bit keeps the upper half from being an infinity.
            return (short) ((bits >>> 16) | 0x0040);
        }
        int lastKeptBit = (bits >>> 16) & 1;
        return (short) ((bits + 0x7fff + lastKeptBit) >>> 16);
    }

    static short floatToFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int magnitude = bits & 0x7fffffff;
        int half;
        if (Float.isNaN(value)) {
            half = QUIET_NAN_16 | ((magnitude >>> 13) & 0x03ff);
        } else if (magnitude >= OVERFLOW) {
            half = INFINITY_16;
        } else if (magnitude >= REBIAS + (1 << 23)) {
            int lastKeptBit = (magnitude >>> 13) & 1;
            half = (magnitude - REBIAS + 0x0fff + lastKeptBit) >>> 13;
        } else {
            // The unit in the last place of 0.5f is 2^-24, the float16 subnormal step: the addition does the rounding.
            float rounded = Float.intBitsToFloat(magnitude) + 0.5f;
            half = Float.floatToRawIntBits(rounded) - Float.floatToRawIntBits(0.5f);
        }
        return (short) (sign | half);
    }
}
