package dev.attune.load.feedback;

import dev.attune.load.launch.ServerOptions;
import dev.attune.load.measure.JsonOption;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune-load bench feedback}. */
@Command(
        name = "feedback",
        description = "Measure what judgements cost: a second, a stream's tokens, and bytes.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class FeedbackCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--clients", defaultValue = "1,64", split = ",", description = "people who judge side by side")
    private List<Integer> clients = List.of();

    @Option(names = "--judgements", defaultValue = "2000", description = "of each number of clients, in a round")
    private int judgements;

    @Option(names = "--rounds", defaultValue = "3", description = "how often everything is gone through")
    private int rounds;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        if (judgements < 1
                || rounds < 1
                || clients.isEmpty()
                || clients.stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException("--judgements, --rounds and --clients must be at least 1");
        }
        json.requireFolder();
        FeedbackReport report = new FeedbackBenchmark(server, clients, judgements, rounds, System.err::println).run();
        json.print(report);
        return 0;
    }
}
