package dev.attune.feedback.privacy;

import java.util.HashSet;
import java.util.Set;

/** Words that say what a number beside them is; in small letters and without accents, as {@link Surroundings} gives them. */
final class Lexicon {
    /** A phone number is near. */
    static final Set<String> PHONE = words(
            "call ring dial phone telephone tel mobile mob cell cellphone cellular whatsapp viber sms text fax bell landline reach",
            "telefon telefonnummer handy handynummer mobil mobilnummer mobilen ruf rufnummer anrufen durchwahl festnetz natel",
            "telefono telefone portable appelle appelez fixe movil movel celular cel llama llamame llamar fijo ligue liga",
            "cellulare chiama chiamami chiamare fisso bel gsm mobiel vast telefoon telefoonnummer komorka dzwon zadzwon jawwal",
            "puhelin puhelinnumero telemovel ringe gsmnummer звоните звони позвони телефон тел мобильный κινητο τηλεφωνο κινητό τηλέφωνο",
            "هاتف هاتفي جوال فون फोन मोबाइल 手机 手機 电话 電話 携帯 전화 번호 휴대폰");

    /** A number beside these names a thing, however much it looks like a phone's. */
    static final Set<String> THING = words(
            "order invoice ticket tracking parcel isbn issn ean gtin upc imei serial part model sku case version release build id",
            "ids uuid doi rfc bestellung bestellnummer rechnung auftrag commande facture factura pedido fattura ordine timestamp");

    /** A number beside these may count anything. */
    static final Set<String> AMOUNT = words(
            "seed unix population total price account balance page pages pp room reference receipt line postcode zip port year date",
            "dated between since until score ratio sum equals pi value size index article section chapter step rev revision commit",
            "card cvv exp expires iban bic flight iso million billion km euro dollars");

    /** A number beside these is no phone's unless it could be nothing else. */
    static final Set<String> NOT_PHONE = union(THING, AMOUNT);

    /** Words that make a number a person's own: "my number is". */
    static final Set<String> OWN =
            words("my his her their your our mon ma meine mein deine mi il mio meu minha mijn moj мой मेरा");

    static final Set<String> NUMBER = words("number nummer numero no nr num номер رقم numer");

    /** A string beside these opens something. */
    static final Set<String> KEY = words(
            "key keys apikey token tokens secret secrets password passwd passphrase credential credentials bearer auth jwt pat cookie",
            "authorization passwort kennwort schlussel clave cle chiave sleutel");

    static final Set<String> NOT_KEY = words(
            "commit sha md5 hash hashes checksum digest etag checkout rev revision uuid guid id request fingerprint public primary",
            "foreign cache sort partition session trace span blob tree object image docker git signature");

    /** A dotted number beside these counts something. */
    static final Set<String> VERSION = words(
            "version versions v ver release released releases section chapter clause paragraph article figure step firmware build",
            "update updated upgrade upgraded oid driver patch edition kernel outline jdk java python chrome firefox rev revision dates");

    static final Set<String> MACHINE = words("ip ips address addr host server ssh ping peer gateway dns subnet");

    private Lexicon() {}

    static Set<String> words(String... lines) {
        return Set.of(String.join(" ", lines).split(" "));
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        Set<String> both = new HashSet<>(a);
        both.addAll(b);
        return Set.copyOf(both);
    }
}
