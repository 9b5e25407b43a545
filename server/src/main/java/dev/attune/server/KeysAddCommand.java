package dev.attune.server;

import dev.attune.server.access.AccessKey;
import dev.attune.server.access.CallLimits;
import dev.attune.server.access.KeyFile;
import dev.attune.server.access.Secret;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code attune keys add}: makes a key, shows it once, keeps its hash. The key alone goes to standard output. */
@Command(
        name = "add",
        aliases = "new",
        description = "Make a key and print it. Only its hash is kept, so it cannot be printed again.",
        mixinStandardHelpOptions = true)
final class KeysAddCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private KeysFileOption keys = new KeysFileOption();

    @Option(names = "--user", paramLabel = "NAME", required = true, description = "Whose key it is.")
    private String user = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            split = ",",
            description = "chat, feedback, labeler, metrics, admin; several parted by commas (chat,feedback).")
    private List<String> roles = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "What the key is called (as the user, numbered).")
    private @Nullable String name;

    @Option(names = "--requests-per-minute", paramLabel = "N", description = "0: no limit (the server's default).")
    private @Nullable Integer requestsPerMinute;

    @Option(names = "--tokens-per-minute", paramLabel = "N", description = "0: no limit (the server's default).")
    private @Nullable Integer tokensPerMinute;

    @Option(names = "--concurrent-requests", paramLabel = "N", description = "0: no limit (the server's default).")
    private @Nullable Integer concurrentRequests;

    @Override
    public Integer call() {
        KeyFile file = keys.file();
        String secret = Secret.random();
        file.change(known -> with(known, HexFormat.of().formatHex(Secret.sha256(secret))));
        spec.commandLine().getErr().println("Added to " + file.path() + ". Keep this key; it is not shown again:");
        spec.commandLine().getErr().flush();
        spec.commandLine().getOut().println(secret);
        return 0;
    }

    private List<AccessKey> with(List<AccessKey> known, String sha256) {
        List<AccessKey> all = new ArrayList<>(known);
        List<String> wanted = roles.isEmpty() ? List.of("chat", "feedback") : roles;
        all.add(new AccessKey(name == null ? freeName(known) : name, user, sha256, wanted, limits()));
        return all;
    }

    private @Nullable CallLimits limits() {
        boolean none = requestsPerMinute == null && tokensPerMinute == null && concurrentRequests == null;
        return none ? null : new CallLimits(requestsPerMinute, null, tokensPerMinute, null, concurrentRequests);
    }

    private String freeName(List<AccessKey> known) {
        List<String> taken = known.stream().map(AccessKey::name).toList();
        String free = user;
        for (int number = 2; taken.contains(free); number++) {
            free = user + "-" + number;
        }
        return free;
    }
}
