package dev.attune.load.feedback;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune-load bench feedback}. */
@Command(
        name = "feedback",
        description = "Measure what judgements cost: a second, a stream's tokens, and bytes.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class FeedbackCommand implements Callable<Integer> {
    @Option(
            names = "--server",
            paramLabel = "DIR",
            defaultValue = "server/target/attune",
            description = "distribution to start the server from")
    private Path server = Path.of("");

    @Option(names = "--clients", defaultValue = "1,64", split = ",", description = "people who judge side by side")
    private List<Integer> clients = List.of();

    @Option(names = "--judgements", defaultValue = "2000", description = "of each number of clients, in a round")
    private int judgements;

    @Option(names = "--rounds", defaultValue = "3", description = "how often everything is gone through")
    private int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "where the numbers go as JSON")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        if (judgements < 1
                || rounds < 1
                || clients.isEmpty()
                || clients.stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException("--judgements, --rounds and --clients must be at least 1");
        }
        FeedbackReport report = new FeedbackBenchmark(server, clients, judgements, rounds, System.err::println).run();
        String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
        System.out.println(text);
        if (json != null) {
            Files.writeString(json, text + "\n");
        }
        return 0;
    }
}
