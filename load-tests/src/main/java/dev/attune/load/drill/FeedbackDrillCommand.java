package dev.attune.load.drill;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune-load drill feedback}. */
@Command(
        name = "feedback",
        description = "Kill the server and its Redis at random while people judge, then look for every judgement.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class FeedbackDrillCommand implements Callable<Integer> {
    @Option(
            names = "--server",
            paramLabel = "DIR",
            defaultValue = "server/target/attune",
            description = "distribution to start the server from")
    private Path server = Path.of("");

    @Option(names = "--kills", defaultValue = "30", description = "how often the server or its Redis is killed")
    private int kills;

    @Option(names = "--judgements", defaultValue = "10000", description = "how many are to be acknowledged")
    private int judgements;

    @Option(names = "--clients", defaultValue = "64", description = "people who judge at the same time")
    private int clients;

    @Option(names = "--seed", defaultValue = "1", description = "decides when what is killed")
    private long seed;

    @Option(names = "--flag", paramLabel = "FLAG", description = "further flags of attune serve, one each")
    private List<String> flags = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "where the numbers go as JSON")
    private @Nullable Path json;

    /** Ends with 1 if something was lost, doubled, or taken without being asked. */
    @Override
    public Integer call() throws IOException {
        FeedbackDrillPlan plan = new FeedbackDrillPlan(server, kills, judgements, clients, seed, flags);
        FeedbackVerdict verdict = new FeedbackDrill(plan, System.err::println).run();
        String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(verdict);
        System.out.println(text);
        if (json != null) {
            Files.writeString(json, text + "\n");
        }
        return verdict.holds() ? 0 : 1;
    }
}
