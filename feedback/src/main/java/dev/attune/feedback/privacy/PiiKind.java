package dev.attune.feedback.privacy;

/** A kind of personal information, the most telling first: where two are found in one place, the first names it. */
public enum PiiKind {
    /** Passwords, keys, tokens. */
    SECRET,
    IBAN,
    /** Payment cards. */
    CARD,
    /** Numbers that a state gives to a person. */
    ID,
    EMAIL,
    /** Addresses of machines, IPv4 and IPv6. */
    IP,
    PHONE;

    /** What stands in the text afterwards. */
    public String placeholder() {
        return "[" + name() + "]";
    }
}
