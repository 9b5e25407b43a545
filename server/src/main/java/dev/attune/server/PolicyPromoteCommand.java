package dev.attune.server;

import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.checkpoint.Served;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code attune policy promote VERSION}: that version is served from now on, once its files are found to be whole. */
@Command(name = "promote", description = "Serve a version.", mixinStandardHelpOptions = true)
final class PolicyPromoteCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private PolicyStoreOption store = new PolicyStoreOption();

    @Parameters(paramLabel = "VERSION", description = "The number of an accepted version.")
    private long version;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the list of decisions.")
    private String reason = "";

    @Override
    public Integer call() {
        CheckpointStore versions = store.open();
        Generation whole = versions.open(version);
        Served served = versions.served().promote(whole.version(), PolicyStoreOption.person(), reason);
        spec.commandLine().getOut().println(PolicyStoreOption.sentence(served));
        return 0;
    }
}
