package dev.attune.load.decode;

import dev.attune.load.decode.DecodeReport.Setup;
import dev.attune.load.measure.Machine;
import dev.attune.load.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report for people: a few lines and a Markdown table, aligned. */
final class ReportTable {
    private static final List<String> HEADINGS =
            List.of("sequences", "tokens/s", "step ms", "p10", "p90", "roofline", "overhead");

    private ReportTable() {}

    static String of(DecodeReport report) {
        List<String> lines = new ArrayList<>(setup(report.setup(), report.machine()));
        Double others = report.othersBusy();
        if (others != null) {
            lines.add(text("other processes took %.0f %% of the cores meanwhile", 100 * others));
        }
        lines.add("");
        lines.addAll(bandwidth(report));
        lines.add("");
        lines.addAll(table(report));
        report.neighbourTurns()
                .forEach((sequences, share) -> lines.add(text(
                        "%nbeside busy processes of idle priority, %d at once: %s of alone",
                        sequences, spread("%.2f", share))));
        LogitError error = report.int8Error();
        if (error != null) {
            lines.add(text(
                    "%nagainst float32 over %d positions: logits differ by %.4f at most, %.5f on average; KL %.6f nats",
                    error.positions(), error.maxAbs(), error.meanAbs(), error.meanKl()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static List<String> setup(Setup setup, Machine machine) {
        String commit = machine.commit() == null ? "" : ", commit " + machine.commit();
        return List.of(
                setup.model() + ": " + setup.shape(),
                text("%s, %d cores, Java %s%s", machine.cpu(), machine.cores(), machine.java(), commit),
                text(
                        "%s, weights %s, %.1f MB a step; %d threads; %d tokens before each decoded one; temperature %s",
                        setup.device(),
                        setup.weights(),
                        setup.bytesPerStep() / 1e6,
                        setup.threads(),
                        setup.contextTokens(),
                        setup.temperature()));
    }

    private static List<String> bandwidth(DecodeReport report) {
        List<String> lines = new ArrayList<>();
        report.readWays()
                .forEach((way, gbS) -> lines.add(text("read by %-16s %s GB/s", way + ":", spread("%.1f", gbS))));
        lines.add(text(
                "so at most %.1f GB/s, %.1f steps/s",
                report.readGbS(), report.readGbS() * 1e9 / report.bytesPerStep()));
        lines.add(text(
                "prefill of %d tokens: %.0f tokens/s, %s ms",
                report.setup().prefillTokens(), report.prefillTokS(), spread("%.0f", report.prefillMs())));
        return lines;
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

    private static String spread(String format, Spread s) {
        return text(format + " [" + format + " … " + format + "]", s.median(), s.p10(), s.p90());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
