package dev.attune.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Lays flags over a file over {@code reference.conf}, and refuses every key that does not stand there. */
public final class ConfigReader {
    private static final Config REFERENCE =
            ConfigFactory.parseResources(ConfigReader.class, "reference.conf").resolve();

    private ConfigReader() {}

    /**
     * Reads the whole configuration.
     *
     * @param file the user's file, if there is one
     * @param flags key to value, as the command line gave them
     * @throws ConfigurationException if a key is unknown, a value is of the wrong type or out of range, or the file is bad
     */
    public static ServerConfig read(Optional<Path> file, Map<String, ?> flags) {
        try {
            Config own = file.map(ConfigReader::parse).orElse(ConfigFactory.empty());
            refuseUnknown("", own.root(), REFERENCE.root());
            Config overrides = ConfigFactory.parseMap(flags, "command line");
            refuseUnknown("", overrides.root(), REFERENCE.root());
            Config all = overrides.withFallback(own).withFallback(REFERENCE);
            return new ConfigTree(all).read();
        } catch (ConfigException e) {
            throw new ConfigurationException("Configuration: " + e.getMessage(), e);
        }
    }

    private static Config parse(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigurationException("Configuration file " + file + " does not exist.");
        }
        return ConfigFactory.parseFile(
                        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                .resolve();
    }

    /** Walks objects rather than leaves, because a leaf that says null is not listed among the leaves. */
    private static void refuseUnknown(String prefix, ConfigObject own, ConfigObject known) {
        for (Map.Entry<String, ConfigValue> entry : own.entrySet()) {
            ConfigValue counterpart = known.get(entry.getKey());
            if (counterpart == null) {
                throw new ConfigurationException("Unknown configuration key " + prefix + entry.getKey() + " ("
                        + entry.getValue().origin().description() + "); reference.conf lists all keys.");
            }
            if (entry.getValue() instanceof ConfigObject inner && counterpart instanceof ConfigObject knownInner) {
                refuseUnknown(prefix + entry.getKey() + ".", inner, knownInner);
            }
        }
    }
}
