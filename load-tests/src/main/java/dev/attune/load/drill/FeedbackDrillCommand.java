package dev.attune.load.drill;

import dev.attune.load.launch.ServerOptions;
import dev.attune.load.measure.JsonOption;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code attune-load drill feedback}. */
@Command(
        name = "feedback",
        description = "Kill the server and its Redis at random while people judge, then look for every judgement.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class FeedbackDrillCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions server = new ServerOptions();

    @Option(names = "--kills", defaultValue = "30", description = "how often the server or its Redis is killed")
    private int kills;

    @Option(names = "--judgements", defaultValue = "10000", description = "how many are to be acknowledged")
    private int judgements;

    @Option(names = "--clients", defaultValue = "64", description = "people who judge at the same time")
    private int clients;

    @Option(names = "--seed", defaultValue = "1", description = "decides when what is killed")
    private long seed;

    @Mixin
    private JsonOption json = new JsonOption();

    /** Ends with 1 if something was lost, doubled, or taken without being asked. */
    @Override
    public Integer call() throws IOException {
        json.requireFolder();
        FeedbackDrillPlan plan =
                new FeedbackDrillPlan(server.distribution(), kills, judgements, clients, seed, server.flags());
        FeedbackVerdict verdict = new FeedbackDrill(plan, System.err::println).run();
        json.print(verdict);
        return verdict.holds() ? 0 : 1;
    }
}
