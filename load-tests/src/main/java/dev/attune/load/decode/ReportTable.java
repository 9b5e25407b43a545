package dev.attune.load.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report for people: a few lines and a Markdown table, aligned. */
final class ReportTable {
    private static final List<String> HEADINGS =
            List.of("sequences", "tokens/s", "step ms", "p10", "p90", "roofline", "overhead");

    private ReportTable() {}

    static String of(DecodeReport r) {
        List<String> lines = new ArrayList<>();
        lines.add(text("%s: %s", r.model(), r.shape()));
        lines.add(text(
                "%s, %d cores, Java %s%s",
                r.cpu(), r.cores(), r.java(), r.commit() == null ? "" : ", commit " + r.commit()));
        lines.add(text("weights %s, %d threads, context %d tokens", r.weights(), r.threads(), r.contextTokens()));
        lines.add("");
        r.readWays().forEach((way, gbS) -> lines.add(text("read %-20s %s GB/s", way, spread(gbS))));
        lines.add(text("read bandwidth            %6.1f GB/s (%s)", r.readGbS(), r.readBy()));
        lines.add(text("weights per step          %6.1f MB", r.bytesPerStep() / 1e6));
        lines.add(text("at most                   %6.1f steps/s", r.readGbS() * 1e9 / r.bytesPerStep()));
        lines.add(text(
                "prefill of %-4d           %6.0f tokens/s (%s ms)",
                r.prefillTokens(), r.prefillTokS(), spread(r.prefillMs())));
        lines.add("");
        lines.addAll(table(r));
        r.neighbour()
                .forEach((batch, share) -> lines.add(
                        text("%nbeside busy processes of idle priority, %d at once: %.2f of alone", batch, share)));
        LogitError error = r.int8Error();
        if (error != null) {
            lines.add(text(
                    "%nagainst float32 over %d positions: logits differ by %.4f at most, %.5f on average; KL %.6f nats",
                    error.positions(), error.maxAbs(), error.meanAbs(), error.meanKl()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static List<String> table(DecodeReport r) {
        List<String> lines = new ArrayList<>();
        lines.add(row(HEADINGS));
        lines.add("|" + "----------:|".repeat(HEADINGS.size()));
        for (Map.Entry<Integer, Spread> entry : r.stepMs().entrySet()) {
            int batch = entry.getKey();
            Spread ms = entry.getValue();
            lines.add(row(List.of(
                    Integer.toString(batch),
                    text("%.1f", of(r.decodeTokS(), batch)),
                    text("%.2f", ms.median()),
                    text("%.2f", ms.p10()),
                    text("%.2f", ms.p90()),
                    text("%.2f", of(r.rooflineShare(), batch)),
                    text("%.1f %%", 100 * of(r.stepOverheadBy(), batch)))));
        }
        return lines;
    }

    private static double of(Map<Integer, Double> numbers, int batch) {
        return numbers.getOrDefault(batch, Double.NaN);
    }

    private static String row(List<String> cells) {
        StringBuilder row = new StringBuilder("|");
        cells.forEach(cell -> row.append(text(" %9s |", cell)));
        return row.toString();
    }

    private static String spread(Spread s) {
        return text("%.1f [%.1f … %.1f]", s.median(), s.p10(), s.p90());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
