package dev.attune.load.http;

import dev.attune.load.measure.Machine;
import dev.attune.load.measure.Spread;
import java.util.Locale;

/** The report for people, in Markdown. */
final class HttpTable {
    private HttpTable() {}

    static String of(HttpReport report) {
        StringBuilder text = new StringBuilder();
        Machine machine = report.machine();
        line(text, "%s", report.setup());
        line(
                text,
                "%s, %d cores, Java %s%s",
                machine.cpu(),
                machine.cores(),
                machine.java(),
                machine.commit() == null ? "" : ", commit " + machine.commit());
        if (report.othersBusy() != null) {
            line(text, "other processes took %.0f %% of the cores meanwhile", 100 * report.othersBusy());
        }
        HttpReport.FirstToken idle = report.idle();
        line(text, "%n| first token, idle (%d each) | engine ms | server ms | added ms |", idle.samples());
        line(text, "|---|---|---|---|");
        line(text, "| p50 | %.2f | %.2f | %.2f |", idle.engineP50(), idle.serverP50(), idle.addedP50());
        line(text, "| p99 | %.2f | %.2f | %.2f |", idle.engineP99(), idle.serverP99(), idle.addedP99());
        firstTokens(text, report);
        line(text, "%n| streams | engine tok/s | server tok/s | loss (p10 to p90) | µs a token |");
        line(text, "|---|---|---|---|---|");
        report.loss().forEach((streams, loss) -> {
            Spread engine = report.engineTokS().get(streams);
            Spread server = report.serverTokS().get(streams);
            Spread cost = report.costUsPerToken().get(streams);
            line(
                    text,
                    "| %d | %.0f | %.0f | %.1f %% (%.1f to %.1f) | %.1f |",
                    streams,
                    engine == null ? 0 : engine.median(),
                    server == null ? 0 : server.median(),
                    100 * loss.median(),
                    100 * loss.p10(),
                    100 * loss.p90(),
                    cost == null ? 0 : cost.median());
        });
        return text.toString();
    }

    private static void firstTokens(StringBuilder text, HttpReport report) {
        line(
                text,
                "%n| first token at so many streams | engine p50 ms | server p50 ms | added p50 ms | engine p99 ms | server p99 ms | added p99 ms |");
        line(text, "|---|---|---|---|---|---|---|");
        report.ttft()
                .forEach((streams, first) -> line(
                        text,
                        "| %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |",
                        streams,
                        first.engineP50(),
                        first.serverP50(),
                        first.addedP50(),
                        first.engineP99(),
                        first.serverP99(),
                        first.addedP99()));
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format + "%n", values));
    }
}
