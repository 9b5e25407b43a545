package dev.attune.serving.checkpoint.hub;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Progress for people: a moving bar on a terminal, one line per file elsewhere. */
public final class ConsoleProgress implements DownloadProgress {
    private static final int BAR = 30;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoClock;
    private long startedAt;
    private long drawnAt;
    private long startedWithBytes = -1;

    public ConsoleProgress(PrintStream out, boolean terminal) {
        this(out, terminal, System::nanoTime);
    }

    ConsoleProgress(PrintStream out, boolean terminal, LongSupplier nanoClock) {
        this.out = out;
        this.terminal = terminal;
        this.nanoClock = nanoClock;
    }

    /** On standard error, which is where progress belongs. */
    public static ConsoleProgress standard() {
        return new ConsoleProgress(System.err, isTerminal());
    }

    @Override
    public void begin(String file, long bytes) {
        startedAt = nanoClock.getAsLong();
        drawnAt = startedAt;
        startedWithBytes = -1;
    }

    @Override
    public void advance(String file, long doneBytes, long bytes) {
        if (startedWithBytes < 0) {
            startedWithBytes = doneBytes;
        }
        if (terminal && nanoClock.getAsLong() - drawnAt > REDRAW_NANOS) {
            drawnAt = nanoClock.getAsLong();
            out.print("\r\033[K" + bar(file, doneBytes, bytes));
            out.flush();
        }
    }

    @Override
    public void end(String file, long bytes) {
        double seconds = (nanoClock.getAsLong() - startedAt) / 1e9;
        line(String.format(Locale.ROOT, "%s: %s in %.1f s", file, ByteCount.text(bytes), seconds));
    }

    @Override
    public void note(String message) {
        line(message);
    }

    private void line(String text) {
        out.println(terminal ? "\r\033[K" + text : text);
    }

    private String bar(String file, long doneBytes, long bytes) {
        int filled = (int) (BAR * doneBytes / Math.max(1, bytes));
        double speed = (doneBytes - startedWithBytes) * 1e9 / Math.max(1, drawnAt - startedAt);
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %s of %s, %s/s, %.0f s left",
                file,
                "=".repeat(filled),
                " ".repeat(BAR - filled),
                ByteCount.text(doneBytes),
                ByteCount.text(bytes),
                ByteCount.text((long) speed),
                (bytes - doneBytes) / Math.max(1, speed));
    }

    /** Since Java 22 there is a console even where there is no terminal, and it has to be asked. */
    @SuppressWarnings("SystemConsoleNull") // below 22 null is the answer
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }
}
