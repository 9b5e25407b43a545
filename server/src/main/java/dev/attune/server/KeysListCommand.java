package dev.attune.server;

import dev.attune.server.access.AccessKey;
import dev.attune.server.access.KeyFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code attune keys list}: name, user and roles of every key, one per line. */
@Command(name = "list", description = "List the keys by name, user and roles.", mixinStandardHelpOptions = true)
final class KeysListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private KeysFileOption keys = new KeysFileOption();

    @Override
    public Integer call() {
        KeyFile file = keys.file();
        for (AccessKey key : file.read()) {
            spec.commandLine().getOut().println(key.name() + "\t" + key.user() + "\t" + String.join(",", key.roles()));
        }
        return 0;
    }
}
