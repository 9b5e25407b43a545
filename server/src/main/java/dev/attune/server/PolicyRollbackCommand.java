package dev.attune.server;

import dev.attune.serving.checkpoint.Served;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attune policy rollback}: back to the version before. */
@Command(
        name = "rollback",
        description = "Go back to the version before, and hold it.",
        mixinStandardHelpOptions = true)
final class PolicyRollbackCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private PolicyStoreOption store = new PolicyStoreOption();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the list of decisions.")
    private String reason = "";

    @Override
    public Integer call() {
        Served served = store.open().served().rollback(PolicyStoreOption.person(), reason);
        spec.commandLine().getOut().println(PolicyStoreOption.sentence(served));
        return 0;
    }
}
