package dev.attune.server.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is kept: everything but the key.
 *
 * @param name what it is called in lists, logs and {@code keys remove}
 * @param user whose it is
 * @param sha256 64 hexadecimal digits
 * @param roles words of {@link Role}
 * @param limits where it differs from the defaults; null: nowhere
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccessKey(String name, String user, String sha256, List<String> roles, @Nullable CallLimits limits) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    @JsonCreator
    public AccessKey(
            @JsonProperty(value = "name", required = true) String name,
            @JsonProperty(value = "user", required = true) String user,
            @JsonProperty(value = "sha256", required = true) String sha256,
            @JsonProperty(value = "roles", required = true) List<String> roles,
            @JsonProperty("limits") @Nullable CallLimits limits) {
        this.name = word("name", name);
        this.user = word("user", user);
        if (sha256 == null || !SHA256.matcher(sha256).matches()) {
            // The value is not repeated: somebody may have put the key itself there.
            throw new KeysException("sha256 of key " + name + " must be 64 lower-case hexadecimal digits.");
        }
        this.sha256 = sha256;
        if (roles == null || roles.isEmpty()) {
            throw new KeysException("Key " + name + " needs at least one role.");
        }
        this.roles = Role.setOf(roles).stream().map(Role::word).toList();
        this.limits = limits;
    }

    private static String word(String field, @Nullable String value) {
        if (value == null || !NAME.matcher(value).matches()) {
            throw new KeysException(
                    field + " of a key must be 1 to 64 letters, digits or any of . _ @ + -, was \"" + value + "\".");
        }
        return value;
    }
}
