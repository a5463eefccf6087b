namespace Cart.Walk.Tests;

/// <summary>
/// The rules that the shop still breaks, by the beginning of their names. The tests ignore them; <c>./test.sh --walk</c> reports them. Remove a line
/// when its fault is fixed.
/// </summary>
internal static class OpenRules
{
    public static IReadOnlyList<string> All { get; } =
    [
        "412-without-if-match", "304-over-", "tag-over-", "version-fell", "accepted version_mismatch", "adds-at-once-", "server-error ", "refused ",
        "users-cart-not-seen", "guests-cart-not-seen", "cart-of-another-session", "cart-that-ended-is-seen", "claimed-by-refused-sign-in", "wrong-",
        "order-of-another-cart", "old-order-for-new-cart", "foreign-order", "order-lost", "guest-order-lost", "stream-", "repeat-", "cart-without-lines-costs",
        "import-exceeds-stock", "merge-", "checkout-", "old-price-for-added-units",
    ];
}
