package dev.attune.server.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a key may do. Which operation needs which role stands in {@code openapi.yaml}. */
public enum Role {
    /** Talk to the model. */
    CHAT,
    /** Judge answers that were given to the same user. */
    FEEDBACK,
    /** Judge on behalf of the house, also what was answered to others. */
    LABELER,
    /** Read the numbers at {@code /metrics}. */
    METRICS,
    /** Everything. */
    ADMIN;

    /**
     * The role of this word.
     *
     * @throws KeysException if there is none
     */
    public static Role of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new KeysException("There is no role \"" + word + "\"; there are "
                        + Arrays.stream(values()).map(Role::word).collect(Collectors.joining(", ")) + "."));
    }

    static Set<Role> setOf(Collection<String> words) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        words.forEach(word -> roles.add(of(word)));
        return roles;
    }

    /** The role as files and the contract write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
