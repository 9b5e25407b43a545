package dev.attune.load.drill;

import dev.attune.load.launch.ServerOptions;
import dev.attune.load.measure.JsonOption;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune-load drill trainer}. */
@Command(
        name = "trainer",
        description = "Kill the trainer at random while people teach a server, then look for every judgement.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class TrainerDrillCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--kills", defaultValue = "30", description = "how often the trainer is killed")
    private int kills;

    @Option(names = "--people", defaultValue = "40", description = "who teach")
    private int people;

    @Option(names = "--iterations", defaultValue = "6", description = "of policy optimisation in a cycle")
    private int iterations;

    @Option(names = "--streams", defaultValue = "2", description = "streams at the same time")
    private int streams;

    @Option(
            names = "--longest",
            paramLabel = "S",
            defaultValue = "20",
            description = "how long a trainer at work lives at most; doubled while one stage is struck again and again")
    private int longestS;

    @Option(names = "--seed", defaultValue = "1", description = "decides when it is killed and who says what")
    private long seed;

    @Mixin
    private JsonOption json = new JsonOption();

    /** Ends with 1 if a stream noticed, a cycle was not gone on with, or a judgement was lost or used twice. */
    @Override
    public Integer call() throws IOException {
        json.requireFolder();
        TrainerDrillPlan plan = new TrainerDrillPlan(
                server.distribution().toAbsolutePath(),
                kills,
                people,
                iterations,
                streams,
                longestS,
                seed,
                server.flags());
        TrainerVerdict verdict = new TrainerDrill(plan, System.err::println).run();
        json.print(verdict);
        return verdict.holds() ? 0 : 1;
    }
}
