package dev.attune.serving.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class HalfPrecisionTest {
    @Test
    void everyFloat16WidensToItsValue() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float widened = HalfPrecision.float16ToFloat((short) bits);
            assertThat(Float.compare(widened, (float) valueOfFloat16(bits)))
                    .as(Integer.toHexString(bits))
                    .isZero();
        }
    }

    @Test
    void everyHalfSurvivesTheWayThereAndBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float widened = HalfPrecision.float16ToFloat((short) bits);
            if (!Float.isNaN(widened)) {
                assertThat(HalfPrecision.floatToFloat16(widened)).isEqualTo((short) bits);
            }
            float brain = Float.intBitsToFloat(bits << 16);
            if (!Float.isNaN(brain)) {
                assertThat(HalfPrecision.floatToBfloat16(brain)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void narrowingTakesTheNearestHalfAndTheEvenOneOfTwo() {
        for (int bits = 0; bits < 0x7bff; bits++) {
            double low = valueOfFloat16(bits);
            double high = valueOfFloat16(bits + 1);
            checkBetween(low, high, bits, true);
        }
        for (int bits = 0; bits < 0x7f7f; bits++) {
            double low = Float.intBitsToFloat(bits << 16);
            double high = Float.intBitsToFloat((bits + 1) << 16);
            checkBetween(low, high, bits, false);
        }
    }

    @Test
    void tooLargeBecomesInfinityAndNanStaysNan() {
        assertThat(HalfPrecision.floatToFloat16(Math.nextDown(65520f))).isEqualTo((short) 0x7bff);
        assertThat(HalfPrecision.floatToFloat16(65520f)).isEqualTo((short) 0x7c00);
        assertThat(HalfPrecision.floatToFloat16(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xfc00);
        assertThat(HalfPrecision.floatToBfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            float nan = Float.intBitsToFloat(0x7f800001 | (random.nextInt() & 0x807fffff));
            assertThat(HalfPrecision.float16ToFloat(HalfPrecision.floatToFloat16(nan)))
                    .isNaN();
            assertThat(Float.intBitsToFloat(HalfPrecision.floatToBfloat16(nan) << 16))
                    .isNaN();
        }
    }

    /** {@code low} and {@code high} are neighbours among the halves; {@code bits} is the lower one's pattern. */
    private static void checkBetween(double low, double high, int bits, boolean float16) {
        float middle = (float) ((low + high) / 2);
        int even = (bits & 1) == 0 ? bits : bits + 1;
        checkBothSigns(middle, even, float16);
        checkBothSigns(Math.nextDown(middle), bits, float16);
        checkBothSigns(Math.nextUp(middle), bits + 1, float16);
    }

    private static void checkBothSigns(float value, int expected, boolean float16) {
        for (int sign = 0; sign <= 0x8000; sign += 0x8000) {
            float signed = sign == 0 ? value : -value;
            short got = float16 ? HalfPrecision.floatToFloat16(signed) : HalfPrecision.floatToBfloat16(signed);
            assertThat(got).as("%a", signed).isEqualTo((short) (expected | sign));
        }
    }

    /** The definition: sign, exponent of bias 15, mantissa of 10 bits. */
    private static double valueOfFloat16(int bits) {
        int exponent = (bits >> 10) & 31;
        int mantissa = bits & 1023;
        double magnitude = exponent == 31
                ? mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : exponent == 0 ? Math.scalb(mantissa, -24) : Math.scalb(1024 + mantissa, exponent - 25);
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
}
