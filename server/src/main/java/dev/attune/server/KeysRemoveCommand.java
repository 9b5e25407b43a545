package dev.attune.server;

import dev.attune.server.access.AccessKey;
import dev.attune.server.access.KeyFile;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code attune keys remove}: a running server refuses the key within a moment. */
@Command(
        name = "remove",
        description = "Take a key back; a running server refuses it from then on.",
        mixinStandardHelpOptions = true)
final class KeysRemoveCommand implements Callable<Integer> {
    @Mixin
    private KeysFileOption keys = new KeysFileOption();

    @Parameters(paramLabel = "NAME", description = "The name of the key, as keys list shows it.")
    private String name = "";

    @Override
    public Integer call() {
        KeyFile file = keys.file();
        file.change(known -> {
            List<AccessKey> left =
                    known.stream().filter(key -> !key.name().equals(name)).toList();
            if (left.size() == known.size()) {
                throw new ServerException("There is no key " + name + " in " + file.path() + ".");
            }
            return left;
        });
        return 0;
    }
}
