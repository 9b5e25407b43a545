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

/** {@code attune-load drill swap}. */
@Command(
        name = "swap",
        description = "Change the served version again and again under streams, and look at every one of them.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class SwapDrillCommand implements Callable<Integer> {
    @Option(
            names = "--server",
            paramLabel = "DIR",
            defaultValue = "server/target/attune",
            description = "distribution to start the server from")
    private Path server = Path.of("");

    @Option(names = "--swaps", defaultValue = "50", description = "how often the version changes")
    private int swaps;

    @Option(names = "--streams", defaultValue = "8", description = "streams at the same time")
    private int streams;

    @Option(names = "--tokens", defaultValue = "160", description = "tokens of each")
    private int tokens;

    @Option(names = "--idle", paramLabel = "S", defaultValue = "10", description = "seconds without a swap first")
    private int idleS;

    @Option(names = "--pause-ms", defaultValue = "300", description = "between two swaps")
    private int pauseMs;

    @Option(names = "--flag", paramLabel = "FLAG", description = "further flags of attune serve, one each")
    private List<String> flags = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "where the numbers go as JSON")
    private @Nullable Path json;

    /** Ends with 1 if a stream failed, mixed versions, was answered from a stale cache, or waited too long. */
    @Override
    public Integer call() throws IOException {
        SwapDrillPlan plan = new SwapDrillPlan(server, swaps, streams, tokens, idleS, pauseMs, flags);
        SwapVerdict verdict = new SwapDrill(plan, System.err::println).run();
        String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(verdict);
        System.out.println(text);
        if (json != null) {
            Files.writeString(json, text + "\n");
        }
        return verdict.holds() ? 0 : 1;
    }
}
