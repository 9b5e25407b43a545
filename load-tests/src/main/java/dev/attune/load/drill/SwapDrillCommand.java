package dev.attune.load.drill;

import dev.attune.load.launch.ServerOptions;
import dev.attune.load.measure.JsonOption;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune-load drill swap}. */
@Command(
        name = "swap",
        description = "Change the served version again and again under streams, and look at every one of them.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class SwapDrillCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server = new ServerOptions();

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

    @Mixin
    private JsonOption json = new JsonOption();

    /** Ends with 1 if a stream failed, mixed versions, was answered from a stale cache, or waited too long. */
    @Override
    public Integer call() throws IOException {
        json.requireFolder();
        SwapDrillPlan plan =
                new SwapDrillPlan(server.distribution(), swaps, streams, tokens, idleS, pauseMs, server.flags());
        SwapVerdict verdict = new SwapDrill(plan, System.err::println).run();
        json.print(verdict);
        return verdict.holds() ? 0 : 1;
    }
}
