package dev.attune.load.experiment;

import dev.attune.load.launch.StartedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many of the fixed list's questions a model answers right: the distribution's own {@code eval checklist}. */
final class CheckList {
    private static final Pattern TOTAL = Pattern.compile("(?m)^total\\s+(\\d+)/(\\d+)");

    private CheckList() {}

    /** Percent. @throws IOException with what was printed if that says no total */
    static double percent(Path distribution, Path model) throws IOException {
        Process process = new ProcessBuilder(
                        StartedServer.program(distribution).toAbsolutePath().toString(),
                        "eval",
                        "checklist",
                        "--model",
                        model.toAbsolutePath().toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher total = TOTAL.matcher(printed);
        if (!total.find()) {
            throw new IOException("eval checklist said no total: " + printed);
        }
        return 100.0 * Integer.parseInt(total.group(1)) / Integer.parseInt(total.group(2));
    }
}
