package dev.attune.serving.checkpoint.hub;

import java.util.Locale;

/** Sizes for people, in powers of ten as disks are sold. */
final class ByteCount {
    private ByteCount() {}

    static String text(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", value, "kMGTPE".charAt(unit));
    }
}
