package dev.attune.trainer.report;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Progress as lines of text: one line rewritten in a terminal; elsewhere, such as in a log file, a new line every few
 * seconds. One thread.
 */
public final class ConsoleProgress implements Progress {
    private static final String CLEAR_LINE = "\r\033[2K";

    private final PrintStream out;
    private final boolean terminal;
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private long nextNanos;
    private boolean lineOpen;

    /**
     * @param terminal whether {@code out} is one
     * @param intervalSeconds between two lines where it is not
     * @param nanoTime a clock such as {@link System#nanoTime}
     */
    public ConsoleProgress(PrintStream out, boolean terminal, int intervalSeconds, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.intervalNanos = intervalSeconds * 1_000_000_000L;
        this.nanoTime = nanoTime;
        this.nextNanos = nanoTime.getAsLong();
    }

    /** On standard output, with a line every ten seconds where that is no terminal. */
    public static ConsoleProgress standard() {
        return new ConsoleProgress(System.out, System.console() != null, 10, System::nanoTime);
    }

    @Override
    public void note(String sentence) {
        if (lineOpen) {
            out.print(CLEAR_LINE);
            lineOpen = false;
        }
        out.println(sentence);
    }

    @Override
    public void step(Pace pace) {
        boolean last = pace.step() == pace.totalSteps();
        if (terminal) {
            out.print(CLEAR_LINE + line(pace) + (last ? System.lineSeparator() : ""));
            out.flush();
            lineOpen = !last;
        } else if (last || nanoTime.getAsLong() - nextNanos >= 0) {
            nextNanos = nanoTime.getAsLong() + intervalNanos;
            out.println(line(pace));
        }
    }

    private static String line(Pace pace) {
        return String.format(
                Locale.ROOT,
                "step %d/%d  loss %.4f  %,.0f tokens/s  %s left",
                pace.step(),
                pace.totalSteps(),
                pace.loss(),
                pace.tokensPerSecond(),
                clock(pace.secondsLeft()));
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
